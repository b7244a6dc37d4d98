"""Completeness and timeliness of a round, with DHIS2's terms: expected, actual, actual on time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil

from reporting.reports.report import Progress, Submission
from reporting.units.unit import Unit

WEEK = timedelta(days=7)
HORIZON = timedelta(days=90)  # a later forecast does not help to meet a deadline
NOON = time(12)  # from noon on, a forecast begins with the next day

IsWorking = Callable[[date], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One unit's progress in a round: questions answered of those asked so far, and its submissions."""

    unit: Unit
    progress: Progress
    answered: int
    asked: int
    submissions: tuple[Submission, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError if progress and submissions, or the two counts, contradict each other."""
        if (self.progress is Progress.SUBMITTED) != bool(self.submissions):
            raise ValueError(f"{self.unit.full_name}: submitted means having a submission")
        if not 0 <= self.answered <= self.asked:
            raise ValueError(f"{self.unit.full_name}: answered {self.answered} of {self.asked} questions")

    @property
    def submitted_at(self) -> datetime | None:
        """The time of the first submission. A later correction does not change it."""
        return self.submissions[0].at if self.submissions else None

    @property
    def on_time(self) -> bool:
        """Whether the first submission was on time. A late correction does not change it."""
        return bool(self.submissions) and self.submissions[0].on_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """A round's progress: units by progress. `gained` is the number of reports submitted in the last seven days."""

    expected: int
    on_time: int
    gained: int
    submitted: tuple[Unit, ...]
    in_progress: tuple[Unit, ...]
    not_started: tuple[Unit, ...]

    @property
    def actual(self) -> int:
        """The number of submitted reports, on time or late."""
        return len(self.submitted)

    @property
    def missing(self) -> int:
        """The number of reports not submitted."""
        return self.expected - self.actual


def completeness(standings: Sequence[Standing], now: datetime) -> Completeness:
    """Return the completeness from the standings of all expected units, in the order of the tree."""
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
    """Return the day on which the last report is submitted at the pace of the last seven days.

    The pace is reports per working day, so that holidays and a round opened midweek do not slow it down.
    None if all reports are submitted, if none was in the last seven days, or if the day is more than 90 days away.
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
