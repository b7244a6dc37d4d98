"""Completeness and timeliness of a round, in DHIS2's words: expected, actual, actual on time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil

from reporting.reports.report import Progress, Submission
from reporting.units.unit import Unit

WEEK = timedelta(days=7)
HORIZON = timedelta(days=90)  # a forecast beyond this says nothing that helps before a deadline
NOON = time(12)  # from here on today's work is counted as done

IsWorking = Callable[[date], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one unit stands in a round: questions answered of those asked so far, and what it submitted."""

    unit: Unit
    progress: Progress
    answered: int
    asked: int
    submissions: tuple[Submission, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a standing that contradicts itself."""
        if (self.progress is Progress.SUBMITTED) != bool(self.submissions):
            raise ValueError(f"{self.unit.full_name}: submitted means having a submission")
        if not 0 <= self.answered <= self.asked:
            raise ValueError(f"{self.unit.full_name}: answered {self.answered} of {self.asked} questions")

    @property
    def submitted_at(self) -> datetime | None:
        """When the report first came in; a later correction does not move it."""
        return self.submissions[0].at if self.submissions else None

    @property
    def on_time(self) -> bool:
        """Whether the first submission was in time; a late correction does not undo it."""
        return bool(self.submissions) and self.submissions[0].on_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How a round stands: units by progress in the order given, `gained` of them in the last seven days."""

    expected: int
    on_time: int
    gained: int
    submitted: tuple[Unit, ...]
    in_progress: tuple[Unit, ...]
    not_started: tuple[Unit, ...]

    @property
    def actual(self) -> int:
        """How many reports have come in, on time or late."""
        return len(self.submitted)

    @property
    def missing(self) -> int:
        """How many reports have not come in."""
        return self.expected - self.actual


def completeness(standings: Sequence[Standing], now: datetime) -> Completeness:
    """Count the standings of all expected units; give them in the tree's order, the names come out in it."""
    by_progress = {
        progress: tuple(standing.unit for standing in standings if standing.progress is progress)
        for progress in Progress
    }
    arrivals = [standing.submitted_at for standing in standings if standing.submitted_at is not None]
    return Completeness(
        expected=len(standings),
        on_time=sum(standing.on_time for standing in standings),
        gained=sum(now - WEEK < arrival <= now for arrival in arrivals),
        submitted=by_progress[Progress.SUBMITTED],
        in_progress=by_progress[Progress.IN_PROGRESS],
        not_started=by_progress[Progress.NOT_STARTED],
    )


def forecast(
    standing: Completeness, opened_at: datetime, now: datetime, is_working: IsWorking
) -> date | None:
    """Return the day on which the last report would come in, were the pace of the last seven days kept.

    The pace is reports per working day, so that holidays and a round opened midweek do not slow it down.
    None when everything is in, when nothing came in the last seven days, or beyond three months.
    """
    if standing.missing == 0 or standing.gained == 0:
        return None
    began = max(opened_at, now - WEEK).date()
    worked = max(1, sum(is_working(day) for day in _days(began + timedelta(days=1), now.date())))
    needed = ceil(Fraction(standing.missing * worked, standing.gained))
    first = now.date() if now.time() < NOON else now.date() + timedelta(days=1)
    ahead = [day for day in _days(first, first + HORIZON) if is_working(day)]
    return ahead[needed - 1] if needed <= len(ahead) else None


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
