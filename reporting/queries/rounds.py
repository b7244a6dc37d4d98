"""Rounds with the progress of their units."""

from dataclasses import dataclass

from forms import CompiledForm, Finding
from reporting.queries.query import Query
from reporting.queries.reports import UnitProgress
from reporting.rounds.round import Round
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """A round as one supervisor sees it: the units below, in the register's order."""

    round: Round
    unit: Unit
    unit_path: tuple[int, ...]
    form: CompiledForm
    units: tuple[UnitProgress, ...]


@dataclass(frozen=True, slots=True)
class SupervisedRounds(Query[tuple[RoundView, ...]]):
    """The open rounds of the units that the person oversees, once for each of these that is below no other."""

    person_id: int


@dataclass(frozen=True, slots=True)
class RoundBelow(Query[RoundView | None]):
    """An open round seen from one unit; None where there is none, or nothing below that unit takes part."""

    round_id: int
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

    `unmanned` are units of the same kinds without a reporter, asked or not. `exists` where the form was
    already asked for that period.
    """

    units: tuple[Unit, ...]
    exists: bool
    unmanned: tuple[Unit, ...] = ()


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
