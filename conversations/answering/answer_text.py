"""Formatting of answers as text for the chat."""

from decimal import Decimal
from fractions import Fraction

from conversations.answering.choices import CHOSEN
from conversations.answering.report_sheet import NUMERIC, ReportSheet, written_moment, written_number
from forms import Kind
from reporting.reports.plausibility import times_apart
from reporting.reports.report import Answer
from texts import Catalogue
from texts.formatting import Writer


def shown(sheet: ReportSheet, path: str, answer: Answer, texts: Catalogue) -> str:
    """Return an answer as text: 1.234, a choice's label, 'chưa có số liệu'."""
    if answer.absence is not None:
        return texts.plain(f"absence.{answer.absence}")
    return shown_value(sheet, path, answer.value, texts)


def shown_value(sheet: ReportSheet, path: str, value: str, texts: Catalogue) -> str:
    """Return a value, given in lexical form, as text."""
    kind = sheet.kind(path)
    if kind in NUMERIC:
        return written_number(value, texts.language)
    if kind in {Kind.DATE, Kind.TIME, Kind.DATETIME}:
        return written_moment(value, texts.language)
    if kind is Kind.ACKNOWLEDGE:
        return texts.plain("button.read")
    if kind is Kind.GEOPOINT:
        return ", ".join(value.split()[:2])
    if kind in CHOSEN:
        labels = {choice.name: choice.label for choice in sheet.filling.choices(path, sheet.form_language)}
        names = [value] if kind is Kind.SELECT_ONE else value.split()
        return ", ".join(labels.get(name, name) for name in names)
    return value


def shown_rate(part: Decimal, whole: Decimal, texts: Catalogue) -> str:
    """Return '427/431 = 99,07 %'."""
    writer = Writer(texts.language)
    rate = writer.percent(Fraction(part) / Fraction(whole))
    return f"{writer.number(part)}/{writer.number(whole)} = {rate}"


def shown_times(value: Decimal, other: Decimal, texts: Catalogue) -> str:
    """Return the factor between two figures, '1.000' or 'khoảng 1.000'; '' if one is zero."""
    if not value or not other:
        return ""
    times = times_apart(value, other)
    number = Writer(texts.language).count(times)
    exactly = times in (abs(value / other), abs(other / value))
    return number if exactly else texts.plain("doubt.about", number=number)
