"""The weekly digest as data, for its text, picture and buttons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reporting.figures.choices import Choices
from reporting.figures.completeness import (
    WEEK,
    Completeness,
    IsWorking,
    Standing,
    completeness,
    forecast,
)
from reporting.figures.notable_changes import UnitChanges, notable_changes
from reporting.figures.rollup import Figures, RolledUp, roll_up
from reporting.rounds.round import Round
from reporting.units.unit import Unit

MOST_CHANGES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A round's progress below a supervisor's unit. `made_at` is in the office's zone.

    `rates` are the rates, and the counts that have a target. `forecast` is the day on which the last report is
    submitted at the present pace. `changes` are the units with the largest changes since the previous period,
    `more_changes` is the number of further units with a notable change.
    """

    round: Round
    unit: Unit
    made_at: datetime
    standings: tuple[Standing, ...]
    completeness: Completeness
    forecast: date | None
    rates: tuple[RolledUp, ...]
    changes: tuple[UnitChanges, ...]
    more_changes: int

    @property
    def week(self) -> int:
        """The ISO week of the middle of the last seven days: on a Monday, the week just over."""
        return (self.made_at - WEEK / 2).isocalendar().week

    @property
    def days_left(self) -> int:
        """Days from today to the last day on which a report is on time; negative after it."""
        return (self.round.due.last_day - self.made_at.date()) // timedelta(days=1)

    @property
    def unit_kind(self) -> str:
        """The most common kind of the units, such as 'xã' in '13/21 xã'; empty where none are expected."""
        kinds = Counter(one.unit.kind for one in self.standings)
        return kinds.most_common(1)[0][0] if kinds else ""


def make_digest(
    *,
    round_: Round,
    unit: Unit,
    standings: Sequence[Standing],
    figures: Sequence[Figures],
    choices: Sequence[Choices] = (),
    now: datetime,
    is_working: IsWorking,
) -> Digest:
    """Return the digest from the standings of all expected units, in the tree's order.

    Figures of units that have not submitted are left out.
    """
    stands = completeness(standings, now)
    reported = [_of_units(one, stands.submitted) for one in figures]
    expected = frozenset(standing.unit.id for standing in standings)
    changes = notable_changes(stands.submitted, reported, choices)
    return Digest(
        round=round_,
        unit=unit,
        made_at=now,
        standings=tuple(standings),
        completeness=stands,
        forecast=forecast(stands, opened_at=round_.opened_at, now=now, is_working=is_working),
        rates=tuple(
            roll_up(one.measure, one.current, expected)
            for one in reported
            if one.measure.is_rate or one.measure.target is not None
        ),
        changes=changes[:MOST_CHANGES],
        more_changes=len(changes[MOST_CHANGES:]),
    )


def _of_units(figures: Figures, units: Sequence[Unit]) -> Figures:
    ids = {unit.id for unit in units}
    return Figures(
        measure=figures.measure,
        current=tuple(figure for figure in figures.current if figure.unit_id in ids),
        previous=figures.previous,
    )
