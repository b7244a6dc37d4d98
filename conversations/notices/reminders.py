"""The text of reminders: all open reports of a person in one message, with a button to the next question."""

from collections.abc import Sequence
from datetime import datetime

from conversations.answering.letter_parts import LetterParts, by_letter
from conversations.answering.report_size import next_action, progress, unit_name
from conversations.chat.action import do
from conversations.chat.messages import Button, Message, command_button
from conversations.chat.phrases import can_wait, deadline, enumerate_names
from reporting.queries.reports import ReportView
from reporting.queries.rounds import RoundView
from texts import Catalogue
from texts.markup import paragraphs


def reminder(views: Sequence[ReportView], now: datetime, texts: Catalogue) -> Message:
    """Return the reminder of these reports. Its buttons work at any time and do not disturb an open question."""
    several_units = len({view.report.unit.id for view in views}) > 1
    blocks = []
    for each in by_letter(views):
        if isinstance(each, LetterParts):
            due = deadline(each.first.report.round.due, now, texts)
            blocks.append(texts("letter.reminder", n=len(each.parts), letter=each.name, deadline=due))
            continue
        report, view = each.report, each
        blocks.append(
            texts(
                "reminder.report",
                title=f"{report.round.title} · {unit_name(report.unit, now, texts)}"
                if several_units
                else report.round.title,
                progress=progress(view, now, texts),
                deadline=deadline(report.round.due, now, texts),
            )
        )
    overdue = any(view.report.round.due.last_day < now.date() for view in views)
    title = texts(
        "reminder.overdue" if overdue else "reminder.before",
        n=len(views),
        unit=texts("home.your_units") if several_units else unit_name(views[0].report.unit, now, texts),
    )
    return Message(text=paragraphs([title, *blocks], between="\n"), rows=start_rows(views, now, texts))


def start_rows(
    views: Sequence[ReportView], now: datetime, texts: Catalogue
) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons to each report's next question, and the one to postpone reminders where that is possible."""
    shown = list(by_letter(views))
    starts = tuple((_start(each, now, texts, several=len(shown) > 1),) for each in shown)
    if not all(can_wait(view.report.round.due, now) for view in views):
        return starts
    return (*starts, (command_button(texts.plain("button.snooze"), do("snooze")),))


def escalation(view: RoundView, missing: Sequence[str], days_overdue: int, texts: Catalogue) -> Message:
    """Return the escalation to a supervisor about units still missing after the deadline."""
    text = texts(
        "reminder.escalation",
        n=len(missing),
        title=view.round.title,
        days=days_overdue,
        units=enumerate_names(missing, texts),
    )
    number = view.round.id, view.unit.id
    return Message(
        text=text,
        rows=(
            (command_button(texts.plain("button.units"), do("units", *number, 0)),),
            (command_button(texts.plain("button.remind_missing", n=len(missing)), do("remind", *number)),),
        ),
    )


def _start(each: ReportView | LetterParts, now: datetime, texts: Catalogue, *, several: bool) -> Button:
    if isinstance(each, LetterParts):
        return command_button(texts.plain("button.letter", letter=each.name), do("letter", each.letter_id))
    view = each
    label, command = next_action(view, now, texts)
    if several:
        label += f": {view.report.round.title} · {unit_name(view.report.unit, now, texts, with_kind=False)}"
    return command_button(label, command)
