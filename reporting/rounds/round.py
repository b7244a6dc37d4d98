"""A round: one form asked of some units for one period with one deadline."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reporting.rounds.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A deadline as the letter prints it: 'trước ngày 08/5/2020' excludes that day, 'đến hết' includes it."""

    printed: date
    inclusive: bool = False

    @property
    def last_day(self) -> date:
        """The last calendar day on which a report is on time."""
        return self.printed if self.inclusive else self.printed - timedelta(days=1)

    def is_on_time(self, at: datetime) -> bool:
        """Tell whether a report submitted at that local moment is on time."""
        return at.date() <= self.last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A form asked of some units for one period with one deadline.

    `opened_at` carries the office's zone. A closed round takes no more answers, on time or late. A report's round
    has that report's own deadline where it was given one. `letter_id` is the letter that the round belongs to, and
    `letter_name` its short name: 'CV 431'.
    """

    id: int
    title: str
    form_hash: str
    period: Period
    due: Due
    opened_at: datetime
    closed: bool = False
    letter_id: int | None = None
    letter_name: str = ""
