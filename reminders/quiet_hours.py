"""Quiet hours, in which no unprompted message is sent."""

from dataclasses import dataclass
from datetime import datetime, time

from reporting.rounds.working_days import ONE_DAY, WorkingCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Times without unprompted messages: every night from `start` to `end`, and all day on holidays.

    Weekends are not quiet: a deadline can fall on one, and its reminder is due that day.
    """

    start: time = time(20)
    end: time = time(7)

    def __post_init__(self) -> None:
        """Raise ValueError for quiet hours that do not span midnight."""
        if self.start <= self.end:
            raise ValueError("quiet hours begin in the evening and end in the morning")

    def holds(self, moment: datetime, calendar: WorkingCalendar) -> bool:
        """Tell whether a moment, in the office's zone, is within quiet hours."""
        return calendar.is_holiday(moment.date()) or not self.end <= moment.time() < self.start

    def next_allowed(self, moment: datetime, calendar: WorkingCalendar) -> datetime:
        """Return the moment itself if it is outside quiet hours, otherwise their end."""
        if not self.holds(moment, calendar):
            return moment
        day = moment.date()
        if calendar.is_holiday(day) or moment.time() >= self.start:
            day += ONE_DAY
        while calendar.is_holiday(day):
            day += ONE_DAY
        return datetime.combine(day, self.end, tzinfo=moment.tzinfo)
