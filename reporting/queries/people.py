"""People and their roles at units."""

from dataclasses import dataclass

from reporting.people.member import Member
from reporting.queries.query import Query
from reporting.queries.units import UnitStory
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """One person at one unit. `story` is set if the unit has ended."""

    unit: Unit
    unit_path: tuple[int, ...]
    member: Member
    story: UnitStory | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlace:
    """A person with a role at a unit."""

    person_id: int
    name: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class MemberAt(Query[MemberView | None]):
    """A person with a role at a unit, suspended or not."""

    person_id: int
    unit_id: int


@dataclass(frozen=True, slots=True)
class PeopleBelow(Query[tuple[PersonPlace, ...]]):
    """The people with a role, suspended or not, at these units or below, in the units' order."""

    unit_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HashedPhones(Query[tuple[str, ...] | None]):
    """The hashes of phone numbers, in order; None if no key for phone numbers is configured."""

    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhonesTaken(Query[frozenset[str]]):
    """The phone hashes, among the given ones, that belong to registered people."""

    phone_hashes: tuple[str, ...]
