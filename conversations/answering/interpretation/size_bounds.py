"""Doubts about a figure without a previous period, by the report's other figures and the unit's size."""

from collections.abc import Iterator
from decimal import Decimal

from markupsafe import Markup

from conversations.answering.answer_text import shown_times, shown_value
from conversations.answering.interpretation.measurement import asked_measures
from conversations.answering.report_sheet import NUMERIC, ReportSheet, as_number
from conversations.answering.report_size import unit_name
from forms import Kind
from reporting.reports.plausibility import SMALLEST_LARGE, exceeds_others, largest_count
from texts import Catalogue
from texts.formatting import Writer

PERSONS = "person"


def doubts_about_first(sheet: ReportSheet, path: str, value: Decimal, texts: Catalogue) -> Iterator[Markup]:
    """Yield the reasons why a figure without a previous period is likely too large."""
    unit, inhabitants = sheet.view.report.unit, sheet.view.report.unit.population
    if value < SMALLEST_LARGE and not (inhabitants and value > inhabitants):  # the common case
        return
    sorts, writer = _sorts(sheet, path), Writer(texts.language)
    shown = shown_value(sheet, path, str(value), texts)
    counted = sheet.kind(path) is Kind.INTEGER and _is_count(sheet, path)
    if counted and PERSONS in sorts and inhabitants and value > inhabitants:
        name, many = unit_name(unit, sheet.now, texts), writer.count(inhabitants)
        yield texts("doubt.above_population", value=shown, unit=name, population=many)
    elif counted and value > largest_count(unit):
        yield texts("doubt.above_unit", value=shown, unit=unit_name(unit, sheet.now, texts))
    else:
        yield from _above_others(sheet, path, value, shown, texts, counted=counted)


def _above_others(
    sheet: ReportSheet, path: str, value: Decimal, shown: str, texts: Catalogue, *, counted: bool
) -> Iterator[Markup]:
    """Compare with the report's figures of the same kind and measure. Without those, compare a count with any count."""
    others = dict(_others(sheet, path))
    kind, sorts = sheet.kind(path), _sorts(sheet, path)
    counts = {each: number for each, number in others.items() if counted and _is_count(sheet, each)}
    same = {  # a label that names no unit ('Trong đó nữ?') fits any count
        each: number
        for each, number in others.items()
        if sheet.kind(each) is kind
        and (_sorts(sheet, each) == sorts or (each in counts and not (sorts and _sorts(sheet, each))))
    }
    same_kind, any_kind = max(same.values(), default=None), max(counts.values(), default=None)
    if not exceeds_others(value, same_kind, any_kind):
        return
    compared = same or counts
    largest = max(compared, key=lambda each: compared[each])
    yield texts(
        "doubt.above_others",
        value=shown,
        times=shown_times(value, compared[largest], texts),
        label=sheet.short_label(largest),
        largest=shown_value(sheet, largest, str(compared[largest]), texts),
    )


def _others(sheet: ReportSheet, path: str) -> Iterator[tuple[str, Decimal]]:
    """Yield the report's other figures above zero."""
    for each in sheet.questions:
        answer = sheet.answers.get(each)
        if each == path or answer is None or answer.absence is not None or sheet.kind(each) not in NUMERIC:
            continue
        number = as_number(answer.value)
        if number is not None and number > 0:
            yield each, number


def _sorts(sheet: ReportSheet, path: str) -> frozenset[str]:
    return frozenset(each.sort for each in asked_measures(sheet, path))


def _is_count(sheet: ReportSheet, path: str) -> bool:
    """Tell whether a question asks for a count. An integer question without a unit does."""
    asked = asked_measures(sheet, path)
    return sheet.kind(path) is Kind.INTEGER and all(each.is_count for each in asked)
