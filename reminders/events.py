"""Events that concern other people than their author, and the moments at which these people are notified.

Events within the same five minutes share the moment at their end. A person gets them in one message, and a mistake
that is corrected at once is not reported. No event is reported later than the next working day: until then the person
saw it or gets a reminder of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from conversations.chat.orders import UnitNewsItem
from reminders.quiet_hours import QuietHours
from reporting.decisions.audit_events import AuditEvent
from reporting.people.role import RoleKind
from reporting.rounds.working_days import ONE_DAY, WorkingCalendar

TOGETHER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event that concerns other people than its author `by`, which is None for the command line.

    `until` is the last day that an extension set, `was` the earlier one. `role` is the role that was given; `before` is
    its former holder. `changes` are the changes of the unit. `concerned` are the ids of the people to notify.
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
    changes: tuple[UnitNewsItem, ...] = ()
    concerned: tuple[int, ...] = ()


class Hours:
    """Notification moments around the moment of planning, `now`, in the office's zone.

    News waits for a working day. If that would be too late, it waits only for the end of quiet hours.
    """

    def __init__(self, now: datetime, calendar: WorkingCalendar, quiet: QuietHours) -> None:
        self.now = now
        self.calendar = calendar
        self.quiet = quiet
        self._earliest = calendar.minus_working_days(now.date(), 1)
        self.since = self._since()
        """Earlier events are not reported any more."""
        self._known: dict[datetime, tuple[datetime, datetime]] = {}

    def at(self, now: datetime) -> "Hours":
        """Return the notification moments around another `now`."""
        return Hours(now, self.calendar, self.quiet)

    def moment(self, at: datetime, last_days: Iterable[date | None] = ()) -> datetime:
        """Return when an event at `at` is reported.

        `last_days` are the last days of the reports concerned. If one ends before the next working day is over, the
        news does not wait for that day.
        """
        first, working = self.moments(at)
        hurries = any(day is not None and first.date() <= day <= working.date() for day in last_days)
        return first if hurries else working

    def is_due(self, at: datetime) -> bool:
        """Tell whether an event at `at` that waits for a working day is due now."""
        return self.is_told_at(at, self.moment(at))

    def is_told_at(self, at: datetime, moment: datetime) -> bool:
        """Tell whether an event at `at` with that notification moment is due now."""
        return at >= self.since and moment <= self.now and self._earliest <= moment.date()

    def moments(self, at: datetime) -> tuple[datetime, datetime]:
        """Return the first moment outside quiet hours after the shared five minutes, and the first on a working day."""
        if at not in self._known:  # thousands of reports belong to few rounds
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
