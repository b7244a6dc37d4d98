"""What is held about a person, and whom an erasure concerns."""

from dataclasses import dataclass
from datetime import datetime

from reporting.people.person import Person
from reporting.queries.query import Query
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What is stored about a person: the account, since when, and how much was entered."""

    person: Person
    units: tuple[Unit, ...]
    joined_at: datetime
    answers: int
    submissions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLeft:
    """A unit without another reporter, and the people nearest above who supervise it."""

    unit: Unit
    supervisors: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlace:
    """A unit and where it lies today: `unit_path` is the unit and all units above it."""

    unit: Unit
    unit_path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OwnHoldings(Query[Holdings]):
    """What is stored about the person who asks."""

    person_id: int


@dataclass(frozen=True, slots=True)
class UnitsLeft(Query[tuple[UnitLeft, ...]]):
    """The units that would lose their only reporter if this person left."""

    person_id: int


@dataclass(frozen=True, slots=True)
class Administrators(Query[tuple[Person, ...]]):
    """Everybody who administers anything, to be told what concerns the whole installation."""
