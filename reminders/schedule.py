"""The schedule of reminders to reporters and of escalations to supervisors. Pure and stateless.

A report's last day determines a few moments. The latest one that has passed is due, under a key made of the person and
that moment. So each is planned once, a missed moment is made up for by the next planning, and older ones are not
repeated. The outbox keeps the keys as long as the round.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from enum import IntEnum
from functools import lru_cache
from itertools import groupby

from reminders.quiet_hours import QuietHours
from reporting.rounds.round import Round
from reporting.rounds.working_days import WorkingCalendar


class ReminderStage(IntEnum):
    """The stage of a reminder. Of two at one moment, the larger one counts."""

    SNOOZED = 1  # requested by the person
    BEFORE = 2
    LAST_DAY = 3
    OVERDUE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderSettings:
    """The stages, in working days before and after a report's last day, and the hour of reminders.

    A round is escalated on the working day after `escalation_after` overdue working days.
    """

    days_before: tuple[int, ...] = (7, 3, 1)
    days_overdue: tuple[int, ...] = (1, 3)
    escalation_after: int = 3
    at: time = time(8)
    quiet: QuietHours = field(default_factory=QuietHours)


DEFAULT = ReminderSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReport:
    """An unsubmitted report. `since` is when its reporter became responsible, if later than the opening."""

    report_id: int
    round: Round
    unit_id: int
    since: datetime | None = None
    answered: int = 0
    total: int = 0

    @property
    def known_from(self) -> datetime:
        """The moment after which the reporter can be reminded."""
        return max(self.round.opened_at, self.since or self.round.opened_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """A person with all open reports. `snoozed_until` is the end of the person's last snooze."""

    person_id: int
    reports: tuple[OpenReport, ...]
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    """A person with all open reports below a unit they supervise, including reports of units without a reporter.

    `since` is when the person began to supervise or joined, the later of the two.
    """

    person_id: int
    unit_id: int
    reports: tuple[OpenReport, ...]
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReminder:
    """One message to a person about all of their open reports. It is not sent before `not_before`.

    It is dropped after `until`, the end of the last deadline; None if all have passed.
    """

    key: str
    person_id: int
    report_ids: tuple[int, ...]
    moment: datetime
    stage: ReminderStage
    not_before: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueEscalation:
    """One message to a supervisor about a round's overdue reports. It is not sent before `not_before`."""

    key: str
    person_id: int
    round_id: int
    unit_id: int
    report_ids: tuple[int, ...]
    moment: datetime
    not_before: datetime


def due_reminders(
    people: Iterable[Reporter],
    now: datetime,
    calendar: WorkingCalendar,
    settings: ReminderSettings = DEFAULT,
) -> tuple[DueReminder, ...]:
    """Return the reminders that are due by `now`, which carries the office's zone."""
    not_before = settings.quiet.next_allowed(now, calendar)
    due = []
    for person in people:
        passed = [stage for stage in _stages(person, now, calendar, settings) if stage[0] <= now]
        if passed:
            moment, stage = max(passed)
            due.append(
                DueReminder(
                    key=f"reminder:{person.person_id}:{moment_in_key(moment)}",
                    person_id=person.person_id,
                    report_ids=tuple(report.report_id for report in person.reports),
                    moment=moment,
                    stage=stage,
                    not_before=not_before,
                    until=_last_deadline(person.reports, now),
                )
            )
    return tuple(due)


def _last_deadline(reports: Iterable[OpenReport], now: datetime) -> datetime | None:
    """Return the end of the latest last day; None if it has passed."""
    last_day = max(report.round.due.last_day for report in reports)
    over = datetime.combine(last_day, time.max, tzinfo=now.tzinfo)
    return over if over > now else None


def next_reminder_moment(
    people: Iterable[Reporter],
    now: datetime,
    calendar: WorkingCalendar,
    settings: ReminderSettings = DEFAULT,
) -> datetime | None:
    """Return the first moment after `now` at which a reminder is due."""
    moments = (moment for person in people for moment, _ in _stages(person, now, calendar, settings))
    return min((moment for moment in moments if moment > now), default=None)


def first_reminder(
    report: OpenReport, now: datetime, calendar: WorkingCalendar, settings: ReminderSettings = DEFAULT
) -> datetime | None:
    """Return the moment of a report's first reminder by its present deadline, or None."""
    moments = _moments(report.round.due.last_day, now.tzinfo, calendar, settings)
    return min((moment for moment, _ in moments if moment > report.known_from), default=None)


def due_escalations(
    supervisors: Iterable[Supervisor],
    now: datetime,
    calendar: WorkingCalendar,
    settings: ReminderSettings = DEFAULT,
) -> tuple[DueEscalation, ...]:
    """Return the escalations that are due by `now`, one for each supervisor, round and unit."""
    not_before = settings.quiet.next_allowed(now, calendar)
    return tuple(
        DueEscalation(
            key=f"escalation:{round_.id}:{supervisor.unit_id}:{supervisor.person_id}:{moment_in_key(moment)}",
            person_id=supervisor.person_id,
            round_id=round_.id,
            unit_id=supervisor.unit_id,
            report_ids=report_ids,
            moment=moment,
            not_before=not_before,
        )
        for supervisor in supervisors
        for round_, report_ids in _by_round(supervisor.reports)
        if round_.opened_at < (moment := _escalation(round_, now, calendar, settings)) <= now
    )


def next_escalation_moment(
    supervisors: Iterable[Supervisor],
    now: datetime,
    calendar: WorkingCalendar,
    settings: ReminderSettings = DEFAULT,
) -> datetime | None:
    """Return the first moment after `now` at which an escalation is due."""
    rounds = (round_ for supervisor in supervisors for round_, _ in _by_round(supervisor.reports))
    moments = (_escalation(round_, now, calendar, settings) for round_ in rounds)
    return min((moment for moment in moments if moment > now), default=None)


def moment_in_key(moment: datetime) -> str:
    """Return a moment for use in keys: local time, to the minute."""
    return f"{moment:%Y-%m-%dT%H:%M}"


def _stages(
    person: Reporter, now: datetime, calendar: WorkingCalendar, settings: ReminderSettings
) -> Iterator[tuple[datetime, ReminderStage]]:
    """Yield a person's reminder moments. A snooze removes those before its end.

    A snooze that was set for reports submitted meanwhile does not trigger a reminder of newer ones.
    """
    snooze = None
    if person.snoozed_until:
        snooze = settings.quiet.next_allowed(person.snoozed_until.astimezone(now.tzinfo), calendar)
        if any(report.known_from < snooze for report in person.reports):
            yield snooze, ReminderStage.SNOOZED
    for report in person.reports:
        for moment, stage in _moments(report.round.due.last_day, now.tzinfo, calendar, settings):
            if moment > report.known_from and not _is_silenced(moment, snooze, report.round.due.last_day):
                yield moment, stage


def _is_silenced(moment: datetime, snooze: datetime | None, last_day: date) -> bool:
    """Tell whether a snooze removes a moment. It does not where the snooze ends after the report's last day."""
    return snooze is not None and moment < snooze and not moment.date() <= last_day < snooze.date()


@lru_cache(maxsize=64)  # thousands of reports share few deadlines
def _moments(
    last_day: date, zone: tzinfo | None, calendar: WorkingCalendar, settings: ReminderSettings
) -> tuple[tuple[datetime, ReminderStage], ...]:
    """Return the reminder moments of a last day, without those that would come too late."""
    moments = (
        (settings.quiet.next_allowed(datetime.combine(day, settings.at, zone), calendar), stage)
        for day, stage in _stage_days(last_day, calendar, settings)
    )
    return tuple(
        (moment, stage)
        for moment, stage in moments
        if stage is ReminderStage.OVERDUE or moment.date() <= last_day
    )


def _stage_days(
    last_day: date, calendar: WorkingCalendar, settings: ReminderSettings
) -> Iterator[tuple[date, ReminderStage]]:
    for days in settings.days_before:
        yield calendar.minus_working_days(last_day, days), ReminderStage.BEFORE
    yield last_day, ReminderStage.LAST_DAY
    for days in settings.days_overdue:
        yield calendar.plus_working_days(last_day, days), ReminderStage.OVERDUE


def _escalation(
    round_: Round, now: datetime, calendar: WorkingCalendar, settings: ReminderSettings
) -> datetime:
    day = calendar.plus_working_days(round_.due.last_day, settings.escalation_after + 1)
    return settings.quiet.next_allowed(_at(day, now, settings), calendar)


def _by_round(reports: Iterable[OpenReport]) -> Iterator[tuple[Round, tuple[int, ...]]]:
    """Yield the rounds with their reports. Reports with an extended deadline form a separate group."""

    def together(report: OpenReport) -> tuple[int, date]:
        return report.round.id, report.round.due.last_day

    for _, group in groupby(sorted(reports, key=together), key=together):
        same_round = tuple(group)
        yield same_round[0].round, tuple(report.report_id for report in same_round)


def _at(day: date, now: datetime, settings: ReminderSettings) -> datetime:
    """Return the moment of reminders on a day, in the zone of `now`."""
    return datetime.combine(day, settings.at, tzinfo=now.tzinfo)
