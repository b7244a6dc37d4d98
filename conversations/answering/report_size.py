"""Descriptions of a report for lists: its size or progress, its next action, its unit."""

from datetime import datetime

from markupsafe import Markup

from conversations.answering.report_sheet import ReportSheet
from conversations.answering.submission import is_ready
from conversations.chat.action import Command, do
from reporting.queries.reports import ReportView
from reporting.units.unit import Unit
from texts import Catalogue

MINUTES_PER_QUESTION = 0.25


def size_or_progress(view: ReportView, now: datetime, texts: Catalogue) -> Markup:
    """Return '24 câu, khoảng 6 phút', the number of answers, or that a correction was begun."""
    if view.report.submissions:
        return texts("home.correction_begun")
    if view.report.answers:
        return progress(view, now, texts)
    total = len(sheet_of(view, now, texts).questions)
    if not total:
        return texts("home.only_notes")
    return texts("home.size", n=total, minutes=max(1, round(total * MINUTES_PER_QUESTION)))


def progress(view: ReportView, now: datetime, texts: Catalogue) -> Markup:
    """Return 'đã trả lời 5/24 câu', or that the report is complete but not submitted."""
    sheet = sheet_of(view, now, texts)
    return texts("home.ready", total=len(sheet.questions)) if is_ready(sheet) else answered(view, now, texts)


def answered(view: ReportView, now: datetime, texts: Catalogue) -> Markup:
    """Return 'đã trả lời 5/24 câu'."""
    questions = sheet_of(view, now, texts).questions
    done = sum(path in view.report.answers for path in questions)
    return texts("home.answered", answered=done, total=len(questions))


def next_action(view: ReportView, now: datetime, texts: Catalogue) -> tuple[str, Command]:
    """Return the label and command of the next action: begin, go on, or submit."""
    report = view.report
    if report.answers and not report.submissions and is_ready(sheet_of(view, now, texts)):
        return texts.plain("button.submit"), do("submit", report.id)
    return texts.plain("button.resume" if report.answers else "button.start"), do("open", report.id)


def sheet_of(view: ReportView, now: datetime, texts: Catalogue) -> ReportSheet:
    """Return the report's sheet in the language of these texts."""
    return ReportSheet(view=view, language=texts.language, now=now)


def unit_name(unit: Unit, now: datetime, texts: Catalogue, *, with_kind: bool = True) -> str:
    """Return a unit's name. A unit that has ended is marked: 'xã Nam Tuấn (cũ)'."""
    name = unit.full_name if with_kind else unit.name
    ended = unit.valid_to is not None and unit.valid_to < now.date()
    return texts.plain("unit.former", unit=name) if ended else name
