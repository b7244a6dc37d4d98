"""Who is talking, and what that person may do."""

from collections.abc import Collection
from dataclasses import dataclass

from reporting.people.permissions import RULES, Action
from reporting.people.role import Role, RoleKind

SPOKEN = "vi"
"""The office's language: for people who are not yet known, and for shared titles and cards."""


WELCOMED_AS = (RoleKind.REPORTER, RoleKind.ADMINISTRATOR, RoleKind.SUPERVISOR)
"""The order in which a person with several roles is welcomed: a reporter's notice names more of what is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person in the register with the active roles; `language` is the one to speak, 'vi' or 'en'.

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
