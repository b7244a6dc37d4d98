"""Roles of a person at a unit."""

from dataclasses import dataclass
from enum import StrEnum


class RoleKind(StrEnum):
    """What a person is to a unit and everything below it."""

    REPORTER = "reporter"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Role:
    """A person's role at a unit."""

    kind: RoleKind
    unit_id: int
