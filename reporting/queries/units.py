"""Units with their people and their history."""

from dataclasses import dataclass

from reporting.people.member import Member
from reporting.queries.query import Query
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A unit with its people. `unit_path` is the unit and all units above it."""

    unit: Unit
    unit_path: tuple[int, ...]
    members: tuple[Member, ...]
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStory:
    """A unit in its last state, its successors, the units above it, and its open reports."""

    unit: Unit
    has_ended: bool
    heirs: tuple[Unit, ...] = ()
    above: Unit | None = None
    open_reports: int = 0


@dataclass(frozen=True, slots=True)
class UnitById(Query[UnitView | None]):
    """A unit that exists today, with its people. An ended unit can have no invitations and no rounds."""

    unit_id: int


@dataclass(frozen=True, slots=True)
class PeopledUnit(Query[UnitView | None]):
    """A unit that exists today, or an ended one that still has people."""

    unit_id: int


@dataclass(frozen=True, slots=True)
class UnitsBelow(Query[tuple[Unit, ...]]):
    """These units and all units below them that exist today. `former` adds ended units that still have people."""

    unit_ids: tuple[int, ...]
    former: bool = False


@dataclass(frozen=True, slots=True)
class UnitsUnder(Query[tuple[Unit, ...]]):
    """The units directly below a unit that exist today."""

    unit_id: int
