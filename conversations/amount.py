"""How much of a report there is to do, and whose it is."""

from datetime import datetime

from markupsafe import Markup

from conversations.queries import ReportView
from conversations.sheet import Sheet
from reporting.units import Unit
from texts import Catalogue

MINUTES_PER_QUESTION = 0.25


def amount(view: ReportView, now: datetime, texts: Catalogue) -> Markup:
    """Return '24 câu, khoảng 6 phút', 'đã trả lời 5/24 câu', or that a correction was begun."""
    sheet, report = Sheet(view=view, language=texts.language, now=now), view.report
    total, answered = len(sheet.questions), sum(path in report.answers for path in sheet.questions)
    if report.submissions:
        return texts("home.correction_begun")
    if answered:
        return texts("home.answered", answered=answered, total=total)
    return texts("home.size", n=total, minutes=max(1, round(total * MINUTES_PER_QUESTION)))


def called(unit: Unit, now: datetime, texts: Catalogue, *, with_kind: bool = True) -> str:
    """Return a unit's name, of one that has ended by now so that its successor's people know: 'xã Nam Tuấn (cũ)'."""
    name = unit.full_name if with_kind else unit.name
    ended = unit.valid_to is not None and unit.valid_to < now.date()
    return texts.plain("unit.former", unit=name) if ended else name
