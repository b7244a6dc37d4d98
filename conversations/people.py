"""Who is talking, and what that person may do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class RoleKind(StrEnum):
    """What a person is to a unit and everything below it."""

    REPORTER = "reporter"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What can be done at a unit."""

    ANSWER = "answer"
    READ = "read"  # what another entered, with its evidence
    OVERSEE = "oversee"  # how far the units of a round are: lists, digest, workbook
    REMIND = "remind"
    EXTEND = "extend"  # a later deadline
    READ_AUDIT = "read_audit"
    REPLACE = "replace"  # one reporter by another
    INVITE = "invite"
    SUSPEND = "suspend"  # and take back
    OPEN_ROUND = "open_round"
    CLOSE_ROUND = "close_round"
    PROPOSE_DELETION = "propose_deletion"
    CONFIRM_DELETION = "confirm_deletion"
    ALLOW_GROUP = "allow_group"


_OVERSEERS = frozenset({RoleKind.SUPERVISOR, RoleKind.ADMINISTRATOR})
_ADMINISTRATORS = frozenset({RoleKind.ADMINISTRATOR})

RULES: Mapping[Action, frozenset[RoleKind]] = {
    Action.ANSWER: frozenset({RoleKind.REPORTER}),
    Action.READ: _OVERSEERS,
    Action.OVERSEE: _OVERSEERS,
    Action.REMIND: _OVERSEERS,
    Action.EXTEND: _OVERSEERS,
    Action.READ_AUDIT: _OVERSEERS,
    Action.REPLACE: _OVERSEERS,
    Action.INVITE: _ADMINISTRATORS,
    Action.SUSPEND: _ADMINISTRATORS,
    Action.OPEN_ROUND: _ADMINISTRATORS,
    Action.CLOSE_ROUND: _ADMINISTRATORS,
    Action.PROPOSE_DELETION: _ADMINISTRATORS,
    Action.CONFIRM_DELETION: _ADMINISTRATORS,
    Action.ALLOW_GROUP: _ADMINISTRATORS,
}
"""Who may do what, each at the role's unit and below."""


SPOKEN = "vi"
"""The office's language: what is spoken with who is not known yet, and in titles and cards that many read."""


WELCOMED_AS = (RoleKind.REPORTER, RoleKind.ADMINISTRATOR, RoleKind.SUPERVISOR)
"""As what somebody with several roles is welcomed: a reporter's notice names more of what is kept."""


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
        return any(role.kind in RULES[action] and role.unit_id in unit_path for role in self.roles)

    def may_somewhere(self, action: Action) -> bool:
        """Tell whether there is any unit at which the person may do this."""
        return any(role.kind in RULES[action] for role in self.roles)

    def units_for(self, action: Action) -> tuple[int, ...]:
        """Return the units at which the person holds a role that allows this, there and below."""
        return tuple(dict.fromkeys(role.unit_id for role in self.roles if role.kind in RULES[action]))
