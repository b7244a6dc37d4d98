"""What those who administer look up: units with their people, forms, proposed deletions, who did what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from conversations.auditing import Deed
from conversations.people import RoleKind
from conversations.queries import Query, RoundView
from forms import Finding
from reporting.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody with roles at a unit; `joined` once they have an account."""

    person_id: int
    name: str
    roles: tuple[RoleKind, ...]
    joined: bool
    suspended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A unit with its people; `unit_path` is the unit and all units above it."""

    unit: Unit
    unit_path: tuple[int, ...]
    members: tuple[Member, ...]
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStory:
    """A unit as it is or was last, the units that took its place, what is above it, and its open reports."""

    unit: Unit
    has_ended: bool
    heirs: tuple[Unit, ...] = ()
    above: Unit | None = None
    open_reports: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """One person at one unit; `story` where that unit has ended."""

    unit: Unit
    unit_path: tuple[int, ...]
    member: Member
    story: UnitStory | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlace:
    """Somebody with a role at a unit."""

    person_id: int
    name: str
    unit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A form that can be asked at a unit; `unit_path` is that unit and all units above it.

    `warnings` are what its author should think about again.
    """

    hash: str
    title: str
    unit_path: tuple[int, ...]
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """Which units a new round would ask: all with a reporter, those of the round before and what replaced them.

    `unmanned` are units of the same kinds for which nobody reports, asked or not. `exists` where the form was
    already asked for that period.
    """

    units: tuple[Unit, ...]
    exists: bool
    unmanned: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionView:
    """A proposed deletion that is neither settled nor too old.

    `title` names the round or the person. `confirmers` are those who may confirm it: administrators since before
    the proposal, and neither who proposed it nor the same person under another registration.
    """

    id: int
    unit: Unit
    unit_path: tuple[int, ...]
    of_round: bool
    title: str
    proposed_by: str
    proposed_at: datetime
    expires_at: datetime
    confirmers: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One line of the audit: what was done when, by whom (None: not in a chat), to whom, `count` times."""

    deed: Deed
    at: datetime
    by: str | None = None
    to: str | None = None
    count: int = 1
    detail: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitById(Query[UnitView | None]):
    """A unit that exists today, with its people: nobody is invited, and no round opened, where it ended."""

    unit_id: int


@dataclass(frozen=True, slots=True)
class PeopledUnit(Query[UnitView | None]):
    """A unit that exists today, or one that ended with people still in it."""

    unit_id: int


@dataclass(frozen=True, slots=True)
class MemberAt(Query[MemberView | None]):
    """A person with a role at a unit, suspended or not."""

    person_id: int
    unit_id: int


@dataclass(frozen=True, slots=True)
class UnitsBelow(Query[tuple[Unit, ...]]):
    """These units and all below them that exist today; with `former` those too that ended with people still in them."""

    unit_ids: tuple[int, ...]
    former: bool = False


@dataclass(frozen=True, slots=True)
class UnitsUnder(Query[tuple[Unit, ...]]):
    """The units right under one that exist today."""

    unit_id: int


@dataclass(frozen=True, slots=True)
class PeopleBelow(Query[tuple[PersonPlace, ...]]):
    """Everybody with a role, suspended or not, at these units or below, in the units' order."""

    unit_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RoundOf(Query[RoundView | None]):
    """An open round seen from the unit that has opened it."""

    round_id: int


@dataclass(frozen=True, slots=True)
class OpenRounds(Query[tuple[RoundView, ...]]):
    """Every open round seen from the unit that has opened it, for who works at the command line."""


@dataclass(frozen=True, slots=True)
class StoredForms(Query[tuple[FormView, ...]]):
    """The forms that can be asked at a unit, of each the newest, the last stored first.

    These are the forms that were asked by the unit itself, by one above it or by one below it.
    """

    unit_id: int


@dataclass(frozen=True, slots=True)
class FormAt(Query[FormView | None]):
    """A form at a unit; None where it cannot be asked there, or there is no such unit today."""

    form_hash: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class PlannedRound(Query[RoundPlan]):
    """What opening a round would come to."""

    unit_id: int
    form_hash: str
    period: str


@dataclass(frozen=True, slots=True)
class OpenDeletions(Query[tuple[DeletionView, ...]]):
    """The deletions proposed at these units or below, the oldest first."""

    unit_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DeletionById(Query[DeletionView | None]):
    """One proposed deletion."""

    deletion_id: int


@dataclass(frozen=True, slots=True)
class Confirmers(Query[frozenset[int]]):
    """Who could confirm a deletion at a unit that this person proposes now."""

    unit_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class Trail(Query[tuple[Trace, ...]]):
    """Who did what with a report, the newest first."""

    report_id: int


@dataclass(frozen=True, slots=True)
class HashedPhones(Query[tuple[str, ...] | None]):
    """The forms in which phone numbers are kept, in their order; None where this installation keeps none."""

    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhonesTaken(Query[frozenset[str]]):
    """Those of these numbers, in the form in which they are kept, that somebody has already."""

    phone_hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewCode(Query[str]):
    """A code that was never given out."""
