"""A registered person with roles and permissions."""

from collections.abc import Collection
from dataclasses import dataclass

from reporting.people.permissions import RULES, Action
from reporting.people.role import Role, RoleKind

DEFAULT_LANGUAGE = "vi"
"""The language for chats without a registered person, and for shared titles and cards."""


WELCOMED_AS = (RoleKind.REPORTER, RoleKind.ADMINISTRATOR, RoleKind.SUPERVISOR)
"""The order of roles for the welcome of a person with several. A reporter's notice lists the most data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A registered person with the active roles. `language` is 'vi' or 'en'.

    `agreed` is the version of the privacy notice accepted in the current chat; None without one.
    """

    id: int
    name: str
    language: str = DEFAULT_LANGUAGE
    roles: tuple[Role, ...] = ()
    agreed: str | None = None

    def may(self, action: Action, unit_path: Collection[int]) -> bool:
        """Tell whether the person may do `action` at a unit. `unit_path` is the unit and all units above it.

        Every command and every button is checked by this method.
        """
        return any(role.kind in RULES[action] and role.unit_id in unit_path for role in self.roles)

    def may_somewhere(self, action: Action) -> bool:
        """Tell whether the person may do `action` at any unit."""
        return any(role.kind in RULES[action] for role in self.roles)

    def units_for(self, action: Action) -> tuple[int, ...]:
        """Return the units at which the person has a role that allows `action`. It is allowed below them too."""
        return tuple(dict.fromkeys(role.unit_id for role in self.roles if role.kind in RULES[action]))
