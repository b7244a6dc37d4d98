"""Notices to supervisors about unreachable officers, one for each time an officer blocks the bot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from reminders.quiet_hours import QuietHours
from reporting.rounds.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachableOfficer:
    """An officer without a reachable account since `since`, while the unit's report is not submitted."""

    supervisor_id: int
    officer_id: int
    unit_id: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNotice:
    """A notice to a supervisor. It is not sent during quiet hours."""

    key: str
    person_id: int
    officer_id: int
    unit_id: int
    not_before: datetime


def due_notices(
    unreachable: Iterable[UnreachableOfficer], now: datetime, calendar: WorkingCalendar, quiet: QuietHours
) -> Iterator[DueNotice]:
    """Yield the notices. An officer who blocks the bot again later causes another one."""
    for each in unreachable:
        yield DueNotice(
            key=f"unreachable:{each.supervisor_id}:{each.officer_id}:{each.unit_id}:{each.since:%Y-%m-%dT%H:%M:%S}",
            person_id=each.supervisor_id,
            officer_id=each.officer_id,
            unit_id=each.unit_id,
            not_before=quiet.next_allowed(now, calendar),
        )
