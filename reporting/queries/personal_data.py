"""A person's stored data, and the people concerned by an erasure."""

from dataclasses import dataclass
from datetime import datetime

from reporting.people.person import Person
from reporting.queries.query import Query
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """The stored data about a person: account, joining date, and number of entries."""

    person: Person
    units: tuple[Unit, ...]
    joined_at: datetime
    answers: int
    submissions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLeft:
    """A unit without another reporter, and its nearest supervisors."""

    unit: Unit
    supervisors: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlace:
    """A unit with its `unit_path`: the unit and all units above it."""

    unit: Unit
    unit_path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OwnHoldings(Query[Holdings]):
    """The stored data about the asking person."""

    person_id: int


@dataclass(frozen=True, slots=True)
class UnitsLeft(Query[tuple[UnitLeft, ...]]):
    """The units that would lose their only reporter if this person left."""

    person_id: int


@dataclass(frozen=True, slots=True)
class Administrators(Query[tuple[Person, ...]]):
    """All administrators, for notices that concern the whole installation."""
