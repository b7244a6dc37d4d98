"""Rounds with the progress of their units."""

from dataclasses import dataclass, replace

from forms import CompiledForm, Finding
from reporting.queries.query import Query
from reporting.queries.reports import UnitProgress
from reporting.rounds.audience import Audience
from reporting.rounds.round import Round
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """A round seen from one unit: the reports of the units below it, in the register's order."""

    round: Round
    unit: Unit
    unit_path: tuple[int, ...]
    form: CompiledForm
    units: tuple[UnitProgress, ...]


@dataclass(frozen=True, slots=True)
class SupervisedRounds(Query[tuple[RoundView, ...]]):
    """The open rounds below the person's supervised units, once for each of these units that is not below another."""

    person_id: int


@dataclass(frozen=True, slots=True)
class RoundBelow(Query[RoundView | None]):
    """An open round seen from one unit; None if it does not exist or no unit below takes part."""

    round_id: int
    unit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A form that can be used at a unit. `unit_path` is that unit and all units above it.

    `warnings` are for the form's author.
    """

    hash: str
    title: str
    unit_path: tuple[int, ...]
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """The units that a new round would ask: all with a reporter, those of the round before, and their successors.

    `unmanned` are units of the same kinds without a reporter, asked or not. `exists` is True if the
    unit has a round with that form and period.
    """

    units: tuple[Unit, ...]
    exists: bool
    unmanned: tuple[Unit, ...] = ()

    def asking(self, audience: Audience) -> "RoundPlan":
        """Return the plan limited to the units of an audience."""
        return replace(self, units=audience.among(self.units), unmanned=audience.among(self.unmanned))


@dataclass(frozen=True, slots=True)
class RoundOf(Query[RoundView | None]):
    """An open round seen from the unit that opened it."""

    round_id: int


@dataclass(frozen=True, slots=True)
class OpenRounds(Query[tuple[RoundView, ...]]):
    """All open rounds, each seen from the unit that opened it, for the command line."""


@dataclass(frozen=True, slots=True)
class StoredForms(Query[tuple[FormView, ...]]):
    """The forms that can be used at a unit: the newest version of each, the last stored first.

    These are the forms of rounds that were opened by the unit, by a unit above it or by one below it.
    """

    unit_id: int


@dataclass(frozen=True, slots=True)
class FormAt(Query[FormView | None]):
    """A form at a unit; None if it cannot be used there or the unit does not exist today."""

    form_hash: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class PlannedRound(Query[RoundPlan]):
    """The plan of a round that would be opened now."""

    unit_id: int
    form_hash: str
    period: str
