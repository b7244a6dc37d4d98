"""News: each person is notified once of events that concern them, except of their own actions. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from conversations.chat.orders import (
    RoleChange,
    RoleNews,
    SendClosed,
    SendNews,
    SendNewsBelow,
    SendRoleNews,
    SendUnitNews,
    UnitNewsItem,
)
from reminders.events import Happening, Hours
from reminders.schedule import OpenReport, Reporter, Supervisor, first_reminder, moment_in_key
from reporting.decisions.audit_events import AuditEvent
from reporting.people.role import RoleKind

News = SendNews | SendNewsBelow | SendClosed | SendRoleNews | SendUnitNews
"""The orders that carry news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNews:
    """One person's news. It is not sent during quiet hours."""

    key: str
    person_id: int
    order: News
    moment: datetime
    not_before: datetime


def due_news(
    reporters: Sequence[Reporter],
    supervisors: Sequence[Supervisor],
    happened: Sequence[Happening],
    hours: Hours,
) -> Iterator[DueNews]:
    """Yield all news that is due at `hours.now`."""
    yield from due_role_news(happened, hours)
    yield from due_unit_news(happened, hours)
    yield from due_openings(reporters, happened, hours)
    yield from due_openings_below(supervisors, happened, hours)
    yield from due_closings(happened, hours)
    yield from due_extensions(reporters, happened, hours)
    yield from due_extensions_below(supervisors, happened, hours)


def next_news_moment(
    reporters: Sequence[Reporter],
    supervisors: Sequence[Supervisor],
    happened: Sequence[Happening],
    hours: Hours,
) -> datetime | None:
    """Return the first moment after `hours.now` at which news is due."""
    reports = [*(each.reports for each in reporters), *(each.reports for each in supervisors)]
    opened = {report.round.opened_at for own in reports for report in own}
    times = [at for at in opened | {each.at for each in happened} if at >= hours.since]
    for moment in sorted({each for at in times for each in hours.moments(at) if each > hours.now}):
        told = due_news(reporters, supervisors, happened, hours.at(moment))
        if any(news.moment == moment for news in told):
            return moment
    return None


def due_openings(
    people: Iterable[Reporter], happened: Sequence[Happening], hours: Hours
) -> Iterator[DueNews]:
    """Yield reporters' news of opened rounds, except of reports whose first reminder comes by the end of that day."""
    for person in people:
        fresh: dict[datetime, list[int]] = {}
        for report in _opened_lately(person.reports, hours):
            moment = _opening_moment(report, happened, hours)
            if _is_new(report, moment, hours):
                fresh.setdefault(moment, []).append(report.report_id)
        for moment, ids in sorted(fresh.items()):
            yield _news(
                SendNews(person_id=person.person_id, news="opened", report_ids=tuple(ids)), moment, hours
            )


def due_openings_below(
    supervisors: Iterable[Supervisor], happened: Sequence[Happening], hours: Hours
) -> Iterator[DueNews]:
    """Yield supervisors' news of opened rounds, except to the person who opened them."""
    own = {(each.by, each.round_id) for each in happened if each.deed is AuditEvent.ROUND_OPENED}
    for person in supervisors:
        fresh: dict[datetime, dict[int, None]] = {}
        for report in _opened_lately(person.reports, hours):
            moment = _opening_moment(report, happened, hours)
            known = person.since is None or person.since <= report.round.opened_at
            is_own = (person.person_id, report.round.id) in own
            if known and not is_own and _is_told(report, moment, hours):
                fresh.setdefault(moment, {})[report.round.id] = None
        for moment, rounds in sorted(fresh.items()):
            order = SendNewsBelow(
                person_id=person.person_id, unit_id=person.unit_id, news="opened", round_ids=tuple(rounds)
            )
            yield _news(order, moment, hours)


def due_closings(happened: Iterable[Happening], hours: Hours) -> Iterator[DueNews]:
    """Yield news of closed rounds to reporters with unsubmitted reports, except to the person who closed them."""
    told: dict[tuple[int, datetime], dict[int, None]] = {}
    for each in happened:
        if each.deed is AuditEvent.ROUND_CLOSED and each.round_id is not None and hours.is_due(each.at):
            for person_id in each.concerned:
                if person_id != each.by:
                    told.setdefault((person_id, hours.moment(each.at)), {})[each.round_id] = None
    for (person_id, moment), rounds in told.items():
        yield _news(SendClosed(person_id=person_id, round_ids=tuple(rounds)), moment, hours)


def due_extensions(
    people: Iterable[Reporter], happened: Sequence[Happening], hours: Hours
) -> Iterator[DueNews]:
    """Yield news of a later deadline to reporters who have not submitted."""
    extensions = _extensions(happened, hours)
    for person in people:
        told: dict[datetime, dict[int, None]] = {}
        for extension in extensions:
            for report in person.reports:
                known = report.since is None or report.since <= extension.at
                if (
                    known
                    and extension.by != person.person_id
                    and _extends(extension, report, happened, hours)
                ):
                    told.setdefault(_extension_moment(extension, hours), {})[report.report_id] = None
        for moment, reports in told.items():
            order = SendNews(person_id=person.person_id, news="extended", report_ids=tuple(reports))
            yield _news(order, moment, hours)


def due_extensions_below(
    supervisors: Iterable[Supervisor], happened: Sequence[Happening], hours: Hours
) -> Iterator[DueNews]:
    """Yield supervisors' news of a later deadline, except to the person who set it."""
    extensions = _extensions(happened, hours)
    for person in supervisors:
        told: dict[datetime, tuple[dict[int, None], dict[int, None]]] = {}
        for extension in extensions:
            known = person.since is None or person.since <= extension.at
            found = [report for report in person.reports if _extends(extension, report, happened, hours)]
            if found and known and extension.by != person.person_id:
                rounds, reports = told.setdefault(_extension_moment(extension, hours), ({}, {}))
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
    """Yield news of roles that were given, passed on, suspended or reinstated."""
    told: dict[tuple[int, datetime], dict[RoleChange, None]] = {}
    for each in happened:
        if hours.is_due(each.at):
            for person_id, change in _role_changes(each):
                if person_id != each.by:
                    _take(told.setdefault((person_id, hours.moment(each.at)), {}), change)
    for (person_id, moment), changes in told.items():
        if changes:
            yield _news(SendRoleNews(person_id=person_id, changes=tuple(changes)), moment, hours)


def due_unit_news(happened: Iterable[Happening], hours: Hours) -> Iterator[DueNews]:
    """Yield news of changed units to their former and present reporters and to their supervisors."""
    told: dict[tuple[int, datetime], dict[UnitNewsItem, None]] = {}
    for each in happened:
        if each.changes and hours.is_due(each.at):
            for person_id in each.concerned:
                if person_id != each.by:
                    told.setdefault((person_id, hours.moment(each.at)), {}).update(
                        dict.fromkeys(each.changes)
                    )
    for (person_id, moment), changes in told.items():
        yield _news(SendUnitNews(person_id=person_id, changes=tuple(changes)), moment, hours)


_TAKEN_BACK_BY: Mapping[RoleNews, RoleNews] = {"suspended": "reinstated", "reinstated": "suspended"}


def _take(changes: dict[RoleChange, None], change: RoleChange) -> None:
    """Add a change, or drop the change that it reverses."""
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

    if each.deed is AuditEvent.HANDED_OVER and each.before is not None:
        yield each.before, change("passed_on", RoleKind.REPORTER)
    elif each.subject_id is None:
        return
    elif each.deed is AuditEvent.SUSPENDED:
        yield each.subject_id, change("suspended")
    elif each.deed is AuditEvent.REINSTATED:
        yield each.subject_id, change("reinstated")
    elif each.deed is AuditEvent.ENROLLED and each.role is not None:
        yield each.subject_id, change("given", each.role)


def _opened_lately(reports: Iterable[OpenReport], hours: Hours) -> Iterator[OpenReport]:
    return (report for report in reports if report.round.opened_at >= hours.since)


def _opening_moment(report: OpenReport, happened: Iterable[Happening], hours: Hours) -> datetime:
    """Return when an opening is reported. The last day at the opening decides whether it waits."""
    opened = report.round.opened_at
    days = (each.was for each in happened if _concerns(each, report) and each.at >= opened)
    return hours.moment(opened, (next(days, report.round.due.last_day),))


def _extension_moment(extension: Happening, hours: Hours) -> datetime:
    """Return when an extension is reported. It does not wait if the old or the new last day is near."""
    return hours.moment(extension.at, (extension.was, extension.until))


def _is_told(report: OpenReport, moment: datetime, hours: Hours) -> bool:
    """Tell whether the news of an opening is due now, not later than the last day."""
    due = hours.is_told_at(report.round.opened_at, moment)
    return due and moment.date() <= report.round.due.last_day


def _is_new(report: OpenReport, moment: datetime, hours: Hours) -> bool:
    """Tell whether the news of an opening is due now to a reporter who had the role at the opening."""
    opened = report.round.opened_at
    if not _is_told(report, moment, hours) or (report.since is not None and report.since > opened):
        return False
    first = first_reminder(report, hours.now, hours.calendar)
    return first is None or (first > hours.now and first.date() != moment.date())


def _extensions(happened: Iterable[Happening], hours: Hours) -> list[Happening]:
    return [
        each
        for each in happened
        if each.deed is AuditEvent.EXTENDED and hours.is_told_at(each.at, _extension_moment(each, hours))
    ]


def _concerns(extension: Happening, report: OpenReport) -> bool:
    """Tell whether an extension applies to a report, by itself or with its round."""
    if extension.deed is not AuditEvent.EXTENDED:
        return False
    if extension.report_id is None:
        return extension.round_id == report.round.id
    return extension.report_id == report.report_id


def _extends(extension: Happening, report: OpenReport, happened: Sequence[Happening], hours: Hours) -> bool:
    """Tell whether a report still has an extension's last day, and its opening was reported with an earlier one."""
    due = report.round.due
    return (
        _concerns(extension, report)
        and due.last_day == extension.until
        and hours.now.date() <= due.last_day
        and _opening_moment(report, happened, hours) < _extension_moment(extension, hours)
    )


def _news(order: News, moment: datetime, hours: Hours) -> DueNews:
    below = f":{order.unit_id}" if isinstance(order, SendNewsBelow) else ""
    match order:
        case SendClosed():
            what = "closed"
        case SendRoleNews():
            what = "roles"
        case SendUnitNews():
            what = "units"
        case _:
            what = order.news
    return DueNews(
        key=f"news:{what}:{order.person_id}{below}:{moment_in_key(moment)}",
        person_id=order.person_id,
        order=order,
        moment=moment,
        not_before=hours.quiet.next_allowed(hours.now, hours.calendar),
    )
