"""What somebody did that others are told of, and when: pure, at an hour at which they may be spoken to.

Whatever happens within the same few minutes has one moment, at their end: so a person is told of it together, and
a mistake that is taken back at once is not told at all. Nothing is told after the next working day: by then it was
seen, or a reminder says it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from conversations.auditing import Deed
from conversations.people import RoleKind
from reminders.calendar import ONE_DAY, QuietHours, WorkingCalendar

TOGETHER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What somebody did that concerns others; `by` is None for the command line.

    `until` is the last day that an extension gave; `role` the one that was given; `before` who held it before.
    """

    deed: Deed
    at: datetime
    by: int | None = None
    subject_id: int | None = None
    unit_id: int | None = None
    round_id: int | None = None
    report_id: int | None = None
    until: date | None = None
    role: RoleKind | None = None
    before: int | None = None


class Hours:
    """The moments at which what happens is told, around the one at which it is planned, in the office's zone."""

    def __init__(self, now: datetime, calendar: WorkingCalendar, quiet: QuietHours) -> None:
        self.now = now
        self.calendar = calendar
        self.quiet = quiet
        self._earliest = calendar.minus_working_days(now.date(), 1)
        self.since = self._since()
        """Nothing that happened before it is to be told now."""
        self._known: dict[datetime, datetime] = {}

    def at(self, now: datetime) -> "Hours":
        """Return the same around another moment."""
        return Hours(now, self.calendar, self.quiet)

    def moment(self, at: datetime) -> datetime:
        """Return when it is told that something happened then."""
        if at not in self._known:  # thousands of reports are of few rounds
            local = at.astimezone(self.now.tzinfo)
            midnight = datetime.combine(local.date(), time(), tzinfo=local.tzinfo)
            settled = midnight + ((local - midnight) // TOGETHER + 1) * TOGETHER
            self._known[at] = self.quiet.next_allowed(settled, self.calendar)
        return self._known[at]

    def is_due(self, at: datetime) -> bool:
        """Tell whether what happened then is to be told now."""
        return (
            at >= self.since and (moment := self.moment(at)) <= self.now and self._earliest <= moment.date()
        )

    def _since(self) -> datetime:
        day = self._earliest - ONE_DAY
        while self.calendar.is_holiday(day):
            day -= ONE_DAY
        return datetime.combine(day, self.quiet.start, tzinfo=self.now.tzinfo) - TOGETHER
