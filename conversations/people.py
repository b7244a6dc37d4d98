"""Who is talking, and what that person may do."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class RoleKind(StrEnum):
    """What a person is to a unit and everything below it."""

    REPORTER = "reporter"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What can be done with the reports of a unit."""

    ANSWER = "answer"
    READ = "read"
    REMIND = "remind"


_ALLOWED = {
    Action.ANSWER: {RoleKind.REPORTER},
    Action.READ: {RoleKind.REPORTER, RoleKind.SUPERVISOR, RoleKind.ADMINISTRATOR},
    Action.REMIND: {RoleKind.SUPERVISOR, RoleKind.ADMINISTRATOR},
}


SPOKEN = "vi"
"""What is spoken with somebody who is not known yet."""


@dataclass(frozen=True, slots=True)
class Role:
    """A person's role at a unit."""

    kind: RoleKind
    unit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the office knows, with the roles held now; `language` is the one to speak, 'vi' or 'en'.

    `agreed` is the version of the notice agreed to in the chat that they write from, None where there is no chat.
    """

    id: int
    name: str
    language: str = SPOKEN
    roles: tuple[Role, ...] = ()
    agreed: str | None = None

    def may(self, action: Action, unit_path: Collection[int]) -> bool:
        """Tell whether the person may do this at a unit; `unit_path` is the unit and all units above it.

        The one place that decides: every command and every pressed button asks here.
        """
        return any(role.kind in _ALLOWED[action] and role.unit_id in unit_path for role in self.roles)

    def units_as(self, kind: RoleKind) -> tuple[int, ...]:
        """Return the units at which the person holds that role."""
        return tuple(role.unit_id for role in self.roles if role.kind == kind)
