"""Unprompted messages about rounds and roles: a new round, a later deadline, changed roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from conversations.answering.report_size import answered, size_or_progress, unit_name
from conversations.chat.action import do
from conversations.chat.messages import Button, Message, command_button
from conversations.chat.orders import RoleChange, RoundNews
from conversations.chat.phrases import deadline
from conversations.notices.reminders import start_rows
from reporting.people.role import RoleKind
from reporting.queries.reports import ReportView
from reporting.queries.rounds import RoundView
from reporting.reports.report import Progress
from reporting.rounds.round import Round
from reporting.units.unit import Unit
from texts import Catalogue
from texts.markup import paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChange:
    """A change of roles, with its unit and the office to contact."""

    change: RoleChange
    unit: Unit
    office: str


def round_news(views: Sequence[ReportView], news: RoundNews, now: datetime, texts: Catalogue) -> Message:
    """Return a reporter's news of opened rounds or extended reports."""
    units = {unit_name(view.report.unit, now, texts) for view in views}
    whose = min(units) if len(units) == 1 else texts("home.your_units")
    title = texts(f"telling.{news}", n=len(views), unit=whose)
    return Message(
        text=paragraphs([title, *_blocks(views, now, texts)], between="\n"),
        rows=start_rows(views, now, texts),
    )


def round_news_below(
    rounds: Sequence[RoundView],
    reports: Sequence[ReportView],
    news: RoundNews,
    now: datetime,
    texts: Catalogue,
) -> Message:
    """Return a supervisor's news of opened rounds, or of extended rounds and reports."""
    lines = [_line(view.round, _missing(view, texts), now, texts) for view in rounds]
    lines += [
        _line(view.report.round, unit_name(view.report.unit, now, texts), now, texts) for view in reports
    ]
    return Message(
        text=paragraphs([texts(f"telling.{news}_below", n=len(lines)), *lines], between="\n"),
        rows=tuple((_list(view, texts, named=len(rounds) > 1),) for view in rounds),
    )


def closed_news(views: Sequence[ReportView], now: datetime, texts: Catalogue) -> Message:
    """Return a reporter's news of rounds that were closed before their reports were submitted."""
    lines = [
        texts(
            "telling.closed_report",
            title=view.report.round.title,
            unit=unit_name(view.report.unit, now, texts),
            state=_left_open(view, now, texts),
        )
        for view in views
    ]
    title = texts("telling.closed", n=len(views))
    return Message(text=paragraphs([title, *lines, texts("telling.closed_kept")], between="\n"))


def _left_open(view: ReportView, now: datetime, texts: Catalogue) -> Markup:
    if view.report.submissions:
        return texts("telling.closed_correcting")
    if not view.report.answers:
        return texts("telling.closed_not_started")
    return texts("telling.closed_not_submitted", answered=answered(view, now, texts))


def role_news(
    changes: Sequence[PlaceChange], views: Sequence[ReportView], now: datetime, texts: Catalogue
) -> Message:
    """Return the news about a person's roles and about the reports that wait for them."""
    says = dict.fromkeys(_said(each, texts) for each in changes)
    text = paragraphs([*says, *(waiting(views, now, texts) if views else ())])
    return Message(text=text, rows=start_rows(views, now, texts) if views else ())


def waiting(views: Sequence[ReportView], now: datetime, texts: Catalogue) -> list[Markup]:
    """Return the paragraph about the reports that wait for a person."""
    blocks = _blocks(views, now, texts)
    return [paragraphs([texts("telling.waiting", n=len(views)), *blocks], between="\n")]


def _said(place: PlaceChange, texts: Catalogue) -> Markup:
    change, unit = place.change, place.unit.full_name
    if change.news == "given":
        return texts(f"telling.given_{change.role or RoleKind.REPORTER}", unit=unit)
    return texts(f"telling.{change.news}", unit=unit, office=place.office)


def _blocks(views: Sequence[ReportView], now: datetime, texts: Catalogue) -> list[Markup]:
    several = len({view.report.unit.id for view in views}) > 1
    return [
        paragraphs(
            [
                texts(
                    "home.report",
                    title=f"{view.report.round.title} · {unit_name(view.report.unit, now, texts)}"
                    if several
                    else view.report.round.title,
                    size=size_or_progress(view, now, texts),
                ),
                deadline(view.report.round.due, now, texts),
            ],
            between="\n",
        )
        for view in views
    ]


def _line(round_: Round, whose: str | Markup, now: datetime, texts: Catalogue) -> Markup:
    line = texts("home.report", title=round_.title, size=whose)
    return paragraphs([line, deadline(round_.due, now, texts)], between="\n")


def _missing(view: RoundView, texts: Catalogue) -> Markup:
    awaited = sum(each.report.progress is not Progress.SUBMITTED for each in view.units)
    return texts("telling.units", n=awaited)


def _list(view: RoundView, texts: Catalogue, *, named: bool) -> Button:
    label = texts.plain("button.units")
    label = f"{label} · {view.round.title}" if named else label
    return command_button(label, do("units", view.round.id, view.unit.id, 0))
