"""The screen of a letter: its parts with their progress, and the next action of each."""

from markupsafe import Markup

from conversations.answering.letter_parts import parts_of
from conversations.answering.report_size import next_action, size_or_progress, unit_name
from conversations.chat.action import do
from conversations.chat.phrases import deadline
from conversations.chat.session import Nowhere
from conversations.chat.step import Offers, Talk, Visit, say
from conversations.chat.typed_choices import Offer
from conversations.menu.home import go_home, is_waiting
from reporting.queries.query import ask
from reporting.queries.reports import OwnReports, ReportView
from texts.markup import paragraphs


def put_letter(visit: Visit, letter_id: int) -> Talk:
    """Show the parts of a letter. A letter that asks this person for nothing leads home."""
    views = parts_of((yield from ask(OwnReports(visit.person.id))), letter_id)
    if not views:
        return (yield from go_home(visit))
    several_units = len({view.report.unit.id for view in views}) > 1
    title = visit.texts(
        "letter.parts",
        n=len(views),
        letter=views[0].report.round.letter_name,
        done=sum(bool(view.report.submissions) for view in views),
    )
    lines = [_part(visit, view, number, named=several_units) for number, view in enumerate(views, start=1)]
    due = deadline(views[0].report.round.due, visit.now, visit.texts)
    offers: Offers = tuple((_offer(visit, view, named=several_units),) for view in views)
    return say(
        visit, paragraphs([paragraphs([title, due], between="\n"), *lines], between="\n"), offers, Nowhere()
    )


def _part(visit: Visit, view: ReportView, number: int, *, named: bool) -> Markup:
    done = view.report.submissions and not view.report.changed_since
    state = visit.texts("letter.part_done") if done else size_or_progress(view, visit.now, visit.texts)
    return visit.texts("letter.part", number=number, title=_title(visit, view, named=named), state=state)


def _offer(visit: Visit, view: ReportView, *, named: bool) -> Offer:
    title = _title(visit, view, named=named)
    if not is_waiting(view.report, visit.now):
        return f"{visit.texts.plain('button.see_submitted')}: {title}", do("read", view.report.id)
    label, command = next_action(view, visit.now, visit.texts)
    return f"{label}: {title}", command


def _title(visit: Visit, view: ReportView, *, named: bool) -> str:
    title = view.report.round.title
    return f"{title} · {unit_name(view.report.unit, visit.now, visit.texts)}" if named else title
