"""Roles of people at units."""

from dataclasses import dataclass
from enum import StrEnum


class RoleKind(StrEnum):
    """A kind of role. It applies to a unit and all units below it."""

    REPORTER = "reporter"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Role:
    """A person's role at a unit."""

    kind: RoleKind
    unit_id: int
