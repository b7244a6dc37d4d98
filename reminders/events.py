"""Events that other people are told of, and the working hour at which they are told.

Whatever happens within the same few minutes has one moment, at their end: so a person is told of it together, and
a mistake that is taken back at once is not told at all. Nothing is told after the next working day: by then it was
seen, or a reminder says it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from conversations.chat.orders import UnitChange
from reminders.quiet_hours import QuietHours
from reporting.decisions.audit_events import AuditEvent
from reporting.people.role import RoleKind
from reporting.rounds.working_days import ONE_DAY, WorkingCalendar

TOGETHER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event that concerns other people; `by` is None for the command line.

    `until` is the last day that an extension gave, `was` the one before it; `role` the one that was given; `before`
    who held it before. `changes` are what became of the unit, `concerned` the people who have to know.
    """

    deed: AuditEvent
    at: datetime
    by: int | None = None
    subject_id: int | None = None
    unit_id: int | None = None
    round_id: int | None = None
    report_id: int | None = None
    until: date | None = None
    was: date | None = None
    role: RoleKind | None = None
    before: int | None = None
    changes: tuple[UnitChange, ...] = ()
    concerned: tuple[int, ...] = ()


class Hours:
    """The moments at which what happens is told, around the one at which it is planned, in the office's zone.

    News waits for a working day. What would come too late then waits for the end of the night or holiday alone.
    """

    def __init__(self, now: datetime, calendar: WorkingCalendar, quiet: QuietHours) -> None:
        self.now = now
        self.calendar = calendar
        self.quiet = quiet
        self._earliest = calendar.minus_working_days(now.date(), 1)
        self.since = self._since()
        """Nothing that happened before it is to be told now."""
        self._known: dict[datetime, tuple[datetime, datetime]] = {}

    def at(self, now: datetime) -> "Hours":
        """Return the same around another moment."""
        return Hours(now, self.calendar, self.quiet)

    def moment(self, at: datetime, last_days: Iterable[date | None] = ()) -> datetime:
        """Return when it is told that something happened then.

        `last_days` are those of reports that it is about: with one before the next working day is over it cannot
        wait for that day.
        """
        first, working = self.moments(at)
        hurries = any(day is not None and first.date() <= day <= working.date() for day in last_days)
        return first if hurries else working

    def is_due(self, at: datetime) -> bool:
        """Tell whether what happened then, and waits for a working day, is to be told now."""
        return self.is_told_at(at, self.moment(at))

    def is_told_at(self, at: datetime, moment: datetime) -> bool:
        """Tell whether what happened then, and is told at that moment, is to be told now."""
        return at >= self.since and moment <= self.now and self._earliest <= moment.date()

    def moments(self, at: datetime) -> tuple[datetime, datetime]:
        """Return the first moment that is not quiet, and the first of a working day, after the minutes together."""
        if at not in self._known:  # thousands of reports are of few rounds
            local = at.astimezone(self.now.tzinfo)
            midnight = datetime.combine(local.date(), time(), tzinfo=local.tzinfo)
            settled = midnight + ((local - midnight) // TOGETHER + 1) * TOGETHER
            first = working = self.quiet.next_allowed(settled, self.calendar)
            while not self.calendar.is_working(working.date()):
                next_day = datetime.combine(working.date() + ONE_DAY, self.quiet.end, tzinfo=local.tzinfo)
                working = self.quiet.next_allowed(next_day, self.calendar)
            self._known[at] = first, working
        return self._known[at]

    def _since(self) -> datetime:
        day = self._earliest - ONE_DAY
        while not self.calendar.is_working(day):
            day -= ONE_DAY
        return datetime.combine(day, self.quiet.start, tzinfo=self.now.tzinfo) - TOGETHER
