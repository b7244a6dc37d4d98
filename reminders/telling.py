"""Telling people of what concerns them when it has happened: pure, at most once, nothing of their own doing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from conversations.auditing import Deed
from conversations.deliveries import RoleChange, RoleNews, SendNews, SendNewsBelow, SendRoleNews
from conversations.people import RoleKind
from reminders.happening import Happening, Hours
from reminders.policy import OpenReport, Reporter, Supervisor, first_reminder, written


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNews:
    """What one person is to be told, not before the hour at which one may be spoken to."""

    key: str
    person_id: int
    order: SendNews | SendNewsBelow | SendRoleNews
    moment: datetime
    not_before: datetime


def due_news(
    reporters: Sequence[Reporter],
    supervisors: Sequence[Supervisor],
    happened: Sequence[Happening],
    hours: Hours,
) -> Iterator[DueNews]:
    """Yield all that is to be told at the hours' moment."""
    yield from due_role_news(happened, hours)
    yield from due_openings(reporters, hours)
    yield from due_openings_below(supervisors, happened, hours)
    yield from due_extensions(reporters, happened, hours)
    yield from due_extensions_below(supervisors, happened, hours)


def next_news_moment(
    reporters: Sequence[Reporter],
    supervisors: Sequence[Supervisor],
    happened: Sequence[Happening],
    hours: Hours,
) -> datetime | None:
    """Return the first moment after the hours' own at which somebody is to be told, as things stand."""
    reports = [*(each.reports for each in reporters), *(each.reports for each in supervisors)]
    opened = {report.round.opened_at for own in reports for report in own}
    times = (at for at in opened | {each.at for each in happened} if at >= hours.since)
    for moment in sorted({moment for at in times if (moment := hours.moment(at)) > hours.now}):
        told = due_news(reporters, supervisors, happened, hours.at(moment))
        if any(news.moment == moment for news in told):
            return moment
    return None


def due_openings(people: Iterable[Reporter], hours: Hours) -> Iterator[DueNews]:
    """Yield who is told of newly opened rounds, unless the first reminder comes that day or has come."""
    for person in people:
        fresh = [each for each in person.reports if _is_new(each, hours)]
        for moment, reports in _by_moment(fresh, hours):
            ids = tuple(each.report_id for each in reports)
            yield _news(SendNews(person_id=person.person_id, news="opened", report_ids=ids), moment, hours)


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
        for moment, reports in _by_moment(fresh, hours):
            rounds = tuple(dict.fromkeys(each.round.id for each in reports))
            order = SendNewsBelow(
                person_id=person.person_id, unit_id=person.unit_id, news="opened", round_ids=rounds
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


def _is_new(report: OpenReport, hours: Hours) -> bool:
    """Tell whether a reporter, whose report it was at the opening, is told of it now."""
    opened = report.round.opened_at
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


def _by_moment(reports: Iterable[OpenReport], hours: Hours) -> list[tuple[datetime, list[OpenReport]]]:
    """Return the reports by the moment at which their rounds' opening is told, the earliest first."""
    found: dict[datetime, list[OpenReport]] = {}
    for report in reports:
        found.setdefault(hours.moment(report.round.opened_at), []).append(report)
    return sorted(found.items(), key=itemgetter(0))


def _news(order: SendNews | SendNewsBelow | SendRoleNews, moment: datetime, hours: Hours) -> DueNews:
    below = f":{order.unit_id}" if isinstance(order, SendNewsBelow) else ""
    what = "roles" if isinstance(order, SendRoleNews) else order.news
    return DueNews(
        key=f"news:{what}:{order.person_id}{below}:{written(moment)}",
        person_id=order.person_id,
        order=order,
        moment=moment,
        not_before=hours.quiet.next_allowed(hours.now, hours.calendar),
    )
