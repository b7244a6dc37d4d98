"""Telling people of what concerns them when it has happened: pure, at most once, at an hour they may be spoken to.

Whatever happens within the same few minutes has one moment, at their end: so a person is told of it together, and
a mistake that is taken back at once is not told at all. Nothing is told after the next working day: by then it was
seen, or a reminder says it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from conversations.auditing import Deed
from conversations.deliveries import RoleChange, RoleNews, SendNews, SendNewsBelow, SendRoleNews
from conversations.people import RoleKind
from reminders.calendar import ONE_DAY, QuietHours, WorkingCalendar
from reminders.policy import OpenReport, Reporter, Supervisor, first_reminder, written

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNews:
    """What one person is to be told, not before the hour at which one may be spoken to."""

    key: str
    person_id: int
    order: SendNews | SendNewsBelow | SendRoleNews
    not_before: datetime


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


def due_openings(people: Iterable[Reporter], hours: Hours) -> Iterator[DueNews]:
    """Yield who is told of newly opened rounds, unless the first reminder comes that day or has come."""
    for person in people:
        fresh = [each for each in person.reports if _is_new(each.round.opened_at, each, hours)]
        for moment in _moments(fresh, hours):
            reports = tuple(e.report_id for e in fresh if hours.moment(e.round.opened_at) == moment)
            yield _news(
                SendNews(person_id=person.person_id, news="opened", report_ids=reports), moment, hours
            )


def due_openings_below(
    supervisors: Iterable[Supervisor], happened: Sequence[Happening], hours: Hours
) -> Iterator[DueNews]:
    """Yield which supervisors are told of newly opened rounds, unless they opened them."""
    own = {(each.by, each.round_id) for each in happened if each.deed is Deed.ROUND_OPENED}
    for person in supervisors:
        fresh = [
            each
            for each in person.reports
            if hours.is_due(opened := each.round.opened_at)
            and (person.since is None or person.since <= opened)
            and hours.moment(opened).date() <= each.round.due.last_day
            and (person.person_id, each.round.id) not in own
        ]
        for moment in _moments(fresh, hours):
            rounds = {each.round.id: None for each in fresh if hours.moment(each.round.opened_at) == moment}
            order = SendNewsBelow(
                person_id=person.person_id, unit_id=person.unit_id, news="opened", round_ids=tuple(rounds)
            )
            yield _news(order, moment, hours)


def due_extensions(
    people: Iterable[Reporter], happened: Sequence[Happening], hours: Hours
) -> Iterator[DueNews]:
    """Yield who is told of a later deadline: those who have not submitted."""
    extensions = _extensions(happened, hours)
    for person in people:
        told: dict[datetime, dict[int, None]] = {}
        for extension in extensions:
            for report in person.reports:
                known = report.since is None or report.since <= extension.at
                if known and extension.by != person.person_id and _extends(extension, report, hours):
                    told.setdefault(hours.moment(extension.at), {})[report.report_id] = None
        for moment, reports in told.items():
            order = SendNews(person_id=person.person_id, news="extended", report_ids=tuple(reports))
            yield _news(order, moment, hours)


def due_extensions_below(
    supervisors: Iterable[Supervisor], happened: Sequence[Happening], hours: Hours
) -> Iterator[DueNews]:
    """Yield which supervisors are told of a later deadline, unless they gave it."""
    extensions = _extensions(happened, hours)
    for person in supervisors:
        told: dict[datetime, tuple[dict[int, None], dict[int, None]]] = {}
        for extension in extensions:
            known = person.since is None or person.since <= extension.at
            found = [report for report in person.reports if _extends(extension, report, hours)]
            if found and known and extension.by != person.person_id:
                rounds, reports = told.setdefault(hours.moment(extension.at), ({}, {}))
                if extension.report_id is None:
                    rounds[found[0].round.id] = None
                else:
                    reports[extension.report_id] = None
        for moment, (rounds, reports) in told.items():
            order = SendNewsBelow(
                person_id=person.person_id,
                unit_id=person.unit_id,
                news="extended",
                round_ids=tuple(rounds),
                report_ids=tuple(reports),
            )
            yield _news(order, moment, hours)


def due_role_news(happened: Iterable[Happening], hours: Hours) -> Iterator[DueNews]:
    """Yield who is told of roles given to them, passed on, suspended or counting again."""
    told: dict[tuple[int, datetime], dict[RoleChange, None]] = {}
    for each in happened:
        if hours.is_due(each.at):
            for person_id, change in _role_changes(each):
                if person_id != each.by:
                    _take(told.setdefault((person_id, hours.moment(each.at)), {}), change)
    for (person_id, moment), changes in told.items():
        if changes:
            yield _news(SendRoleNews(person_id=person_id, changes=tuple(changes)), moment, hours)


_TAKEN_BACK_BY: Mapping[RoleNews, RoleNews] = {"suspended": "reinstated", "reinstated": "suspended"}


def _take(changes: dict[RoleChange, None], change: RoleChange) -> None:
    """Add a change, or drop the one that it takes back."""
    opposite = change.model_copy(update={"news": _TAKEN_BACK_BY.get(change.news)})
    if opposite in changes:
        del changes[opposite]
    else:
        changes[change] = None


def _role_changes(each: Happening) -> Iterator[tuple[int, RoleChange]]:
    if each.unit_id is None:
        return

    def change(news: RoleNews, role: RoleKind | None = None) -> RoleChange:
        return RoleChange(news=news, unit_id=each.unit_id or 0, role=role)

    if each.deed is Deed.HANDED_OVER and each.before is not None:
        yield each.before, change("passed_on", RoleKind.REPORTER)
    elif each.subject_id is None:
        return
    elif each.deed is Deed.SUSPENDED:
        yield each.subject_id, change("suspended")
    elif each.deed is Deed.REINSTATED:
        yield each.subject_id, change("reinstated")
    elif each.deed is Deed.ENROLLED and each.role is not None:
        yield each.subject_id, change("given", each.role)


def _is_new(opened: datetime, report: OpenReport, hours: Hours) -> bool:
    """Tell whether a reporter, whose report it was at the opening, is told of it now."""
    if not hours.is_due(opened) or (report.since is not None and report.since > opened):
        return False
    moment = hours.moment(opened)
    first = first_reminder(report, hours.now, hours.calendar)
    reminded = first is not None and (first <= hours.now or first.date() == moment.date())
    return moment.date() <= report.round.due.last_day and not reminded


def _extensions(happened: Iterable[Happening], hours: Hours) -> list[Happening]:
    return [each for each in happened if each.deed is Deed.EXTENDED and hours.is_due(each.at)]


def _extends(extension: Happening, report: OpenReport, hours: Hours) -> bool:
    """Tell whether a report has the day that an extension gave, and was known of before with another."""
    due = report.round.due
    if extension.report_id is None:
        meant = extension.round_id == report.round.id
    else:
        meant = extension.report_id == report.report_id
    return (
        meant
        and due.last_day == extension.until
        and hours.now.date() <= due.last_day
        and hours.moment(report.round.opened_at) < hours.moment(extension.at)
    )


def _moments(reports: Iterable[OpenReport], hours: Hours) -> list[datetime]:
    return sorted({hours.moment(report.round.opened_at) for report in reports})


def _news(order: SendNews | SendNewsBelow | SendRoleNews, moment: datetime, hours: Hours) -> DueNews:
    below = f":{order.unit_id}" if isinstance(order, SendNewsBelow) else ""
    what = "roles" if isinstance(order, SendRoleNews) else order.news
    return DueNews(
        key=f"news:{what}:{order.person_id}{below}:{written(moment)}",
        person_id=order.person_id,
        order=order,
        not_before=hours.quiet.next_allowed(hours.now, hours.calendar),
    )
