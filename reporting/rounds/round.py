"""Rounds and their deadlines."""

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

    `opened_at` is in the office's zone. A closed round accepts no answers. The round of a report whose deadline was
    extended has the extended deadline. `letter_id` is the round's letter, `letter_name` its short name: 'CV 431'.
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
