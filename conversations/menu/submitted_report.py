"""Submitted reports, read-only. The message says how a figure can still be corrected."""

from collections.abc import Sequence

from markupsafe import Markup

from conversations.answering.report_size import sheet_of, unit_name
from conversations.answering.review import answer_lines, put_review
from conversations.chat.action import do
from conversations.chat.session import Nowhere
from conversations.chat.step import Offers, Step, Talk, Visit, say
from conversations.chat.typed_choices import Offer
from conversations.menu.home import answerable, go_home
from reporting.people.permissions import Action
from reporting.queries.query import ask
from reporting.queries.reports import OwnReports, OwnSubmitted, ReportView
from texts.formatting import Writer
from texts.markup import paragraphs


def read_anything(visit: Visit) -> Talk:
    """Show the person's submitted report, or else one with answers. With several, ask which."""
    submitted = yield from ask(OwnSubmitted(visit.person.id))
    own = yield from ask(OwnReports(visit.person.id))
    begun = [view for view in own if view.report.answers and not view.report.submissions]
    if not submitted and not begun:
        return (yield from go_home(visit))
    now_open = [view for view in submitted if not view.report.round.closed]
    if len(shown := [*begun, *(now_open or submitted)]) > 1:
        return _ask_which(visit, shown)
    if begun:
        return (yield from _look_at(visit, begun[0]))
    return _put(visit, shown[0], further=len(submitted) > 1)


def list_submitted(visit: Visit) -> Talk:
    """List the person's recent submissions, of closed rounds too."""
    submitted = yield from ask(OwnSubmitted(visit.person.id))
    return _ask_which(visit, submitted) if submitted else (yield from go_home(visit))


def _ask_which(visit: Visit, views: Sequence[ReportView]) -> Step:
    offers: Offers = tuple(((_title(visit, view), do("read", view.report.id)),) for view in views)
    return say(visit, visit.texts("read.which"), offers, Nowhere())


def read_report(visit: Visit, view: ReportView) -> Talk:
    """Show one report as submitted, or as it stands if it is not submitted."""
    submitted = yield from ask(OwnSubmitted(visit.person.id))
    found = next((each for each in submitted if each.report.id == view.report.id), None)
    return _put(visit, found) if found is not None else (yield from _look_at(visit, view))


def _look_at(visit: Visit, view: ReportView) -> Talk:
    sheet = yield from answerable(visit, view)
    return sheet if isinstance(sheet, Step) else put_review(visit, sheet)


def _put(visit: Visit, view: ReportView, *, further: bool = False) -> Step:
    report, texts, writer = view.report, visit.texts, Writer(visit.texts.language)
    last = report.submissions[-1]
    text = paragraphs(
        [
            texts("read.title", unit=unit_name(report.unit, visit.now, texts), title=report.round.title),
            texts(
                "supervise.unit_submitted",
                time=writer.time(last.at),
                date=writer.date(last.at),
                number=last.number,
                timeliness=texts.plain("supervise.on_time" if last.on_time else "supervise.late"),
            ),
            texts("read.correcting") if report.changed_since else None,
            *answer_lines(sheet_of(view, visit.now, texts), texts),
            _how_to_put_right(visit, view),
        ]
    )
    return say(visit, text, _ways_on(visit, view, further=further), Nowhere())


def _how_to_put_right(visit: Visit, view: ReportView) -> Markup:
    if view.report.round.closed:
        return visit.texts("read.closed")
    return visit.texts("read.can_correct" if _may_correct(visit, view) else "read.too_late")


def _ways_on(visit: Visit, view: ReportView, *, further: bool) -> Offers:
    texts, number = visit.texts, view.report.id
    correct: tuple[Offer, ...] = ((texts.plain("button.correct"), do("correct", number)),)
    others: tuple[Offer, ...] = ((texts.plain("button.other_submitted"), do("readings")),)
    return (correct if _may_correct(visit, view) else (), others if further else ())


def _may_correct(visit: Visit, view: ReportView) -> bool:
    round_ = view.report.round
    may = visit.person.may(Action.ANSWER, view.unit_path)
    return may and not round_.closed and round_.due.is_on_time(visit.now)


def _title(visit: Visit, view: ReportView) -> str:
    return (
        f"{view.report.round.title} · {unit_name(view.report.unit, visit.now, visit.texts, with_kind=False)}"
    )
