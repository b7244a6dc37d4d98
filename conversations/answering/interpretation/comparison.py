"""Doubts about a choice, or about 'không có', that differs from the previous period's answer."""

from decimal import Decimal

from markupsafe import Markup

from conversations.answering.answer_text import shown, shown_value
from conversations.answering.report_sheet import NUMERIC, ReportSheet
from forms import Kind
from reporting.figures.cell_values import chosen_names
from reporting.reports.plausibility import choices_depart, count_departs
from reporting.reports.report import Absence, Answer
from texts import Catalogue
from texts.markup import paragraphs

COMPARED = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE})
"""Kinds whose choices are compared. A ranking always contains all choices."""


def other_choice(sheet: ReportSheet, path: str, answer: Answer, texts: Catalogue) -> Markup | None:
    """Return the doubt about a choice or 'không có' that differs notably from the previous period, or None.

    Rows of a repeat are not compared, because the same row number may stand for another thing.
    """
    kind, previous = sheet.kind(path), sheet.previous(path)
    if kind in NUMERIC and previous is not None and answer.absence is Absence.NONE:
        return _nothing_left(sheet, path, answer, previous, texts)
    if kind not in COMPARED or previous is None or "[" in path:
        return None
    now, before = chosen_names(kind, answer), chosen_names(kind, previous)
    if now is None or before is None or not choices_depart(now, before):
        return None
    if kind is Kind.SELECT_ONE:
        value, was = (shown_value(sheet, path, each.value, texts) for each in (answer, previous))
        return texts("doubt.other_choice", value=value, previous=was)
    gone, come = [each for each in before if each not in now], [each for each in now if each not in before]
    return paragraphs(
        [
            texts(f"doubt.{name}", names=shown_value(sheet, path, " ".join(names), texts))
            for name, names in (("gone", gone), ("come", come))
            if names
        ],
        between=" ",
    )


def _nothing_left(
    sheet: ReportSheet, path: str, answer: Answer, previous: Answer, texts: Catalogue
) -> Markup | None:
    """Return the doubt about 'không có' after a figure, or None after a small one. 'Không có' counts as 0 in sums."""
    if previous.absence is not None or not count_departs(Decimal(0), Decimal(previous.value)):
        return None
    value, was = (shown(sheet, path, each, texts) for each in (answer, previous))
    return texts("doubt.lower", value=value, previous=was)
