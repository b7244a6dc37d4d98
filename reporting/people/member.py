"""A person with roles at a unit, as administrators see them."""

from dataclasses import dataclass

from reporting.people.role import RoleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person with roles at a unit. `joined` is set once they have an account."""

    person_id: int
    name: str
    roles: tuple[RoleKind, ...]
    joined: bool
    suspended: bool
