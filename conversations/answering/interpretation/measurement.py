"""Units of measure: the question's unit, and conversion of a number typed with another one."""

from dataclasses import dataclass
from decimal import Decimal

from conversations.answering.report_sheet import ReportSheet
from forms import Kind
from texts.parsing import UnitOfMeasure, measures_named, says_scale, unit_said
from texts.parsing.units import MONEY, OF_LABEL, PERCENT, PIECE


@dataclass(frozen=True, slots=True)
class InUnit:
    """A typed figure without its unit. `factor` converts it to the question's unit.

    `percent`: typed with a percent sign. `unknown`: typed with a unit while the question names none.
    """

    figure: str
    factor: Decimal = Decimal(1)
    percent: bool = False
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class OtherUnit:
    """A figure in a unit that cannot be converted to the question's, `wanted`."""

    figure: str
    said: str
    wanted: UnitOfMeasure


def asked_measures(sheet: ReportSheet, path: str) -> tuple[UnitOfMeasure, ...]:
    """Return the units that a question's label names, else those in its hint's first sentence; the wanted one first."""
    named = measures_named(sheet.label(path))
    return named or measures_named(sheet.filling.hint(path, sheet.form_language).partition(".")[0])


def in_asked_unit(sheet: ReportSheet, path: str, text: str) -> InUnit | OtherUnit:
    """Separate a typed number from its unit, and find the factor to the question's unit."""
    if text.isascii() and text.isdigit():  # the common case, without filling the form
        return InUnit(text)
    said, asked = unit_said(text, sheet.label(path)), asked_measures(sheet, path)
    if not said.measures or said.measures[0].sort == OF_LABEL:
        return InUnit(said.figure, _of_scaled(asked) if says_scale(said.figure) else Decimal(1))
    if said.measures[0].sort == PERCENT:
        shares = any(each.sort == PERCENT for each in asked)
        counted = sheet.kind(path) is Kind.INTEGER and all(each.is_count for each in asked)
        if not asked or shares or counted:
            return InUnit(said.figure, percent=True)
        return OtherUnit(said.figure, said.unit, asked[0])
    for measure in said.measures:
        for wanted in asked:
            if measure.sort == wanted.sort:
                return InUnit(said.figure, measure.size / wanted.size)
    counted = any(each.is_count or each.sort == each.name for each in said.measures)
    if not asked:
        return InUnit(said.figure, unknown="" if counted else said.unit)
    if said.measures[0].sort == PIECE and all(each.is_count for each in asked):
        return InUnit(said.figure)
    return OtherUnit(said.figure, said.unit, asked[0])


def _of_scaled(asked: tuple[UnitOfMeasure, ...]) -> Decimal:
    """Return the factor of a figure that names its scale: '1,2 tỷ' in 'triệu đồng' is 1.200."""
    scaled = bool(asked) and (asked[0].is_count or asked[0].sort == MONEY)
    return 1 / asked[0].size if scaled else Decimal(1)
