"""Tables 1 and 2 of the outline: literacy classes, and the literacy standard by commune."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from documents.word.form_figures import FormFigures, number, percent
from documents.word.outline_431.outline import Table2Reading
from documents.word.unit_names import capitalized
from reporting.figures.submitted_answers import UnitAnswers
from reporting.reports.report import Absence

NOTHING, UNKNOWN, MARK, NOT_REPORTED = "-", "…", "X", "chưa báo cáo"
_PLANS: Final = ("xmc_class_plan_15_35", "xmc_class_plan_15_60")
_RESULTS: Final = ("xmc_class_result_15_35", "xmc_class_result_15_60")
_LEVEL, _L1, _L2, _ALL = "xmc_level_attained", "literate_l1_15_60", "literate_l2_15_60", "pop_15_60"
_LEVELS: Final = {"1": "1", "2": "2", "0": "chưa đạt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """A row of table 1."""

    number: str = ""
    name: str
    plan_15_35: str
    result_15_35: str
    plan_15_60: str
    result_15_60: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardRow:
    """A row of table 2."""

    number: str = ""
    name: str = ""
    border: str = ""
    level1: str = ""
    level2: str = ""
    percent: str = ""
    level: str = ""


def class_rows(form: FormFigures) -> tuple[ClassRow, ...]:
    """Return table 1, one row per unit."""
    return tuple(
        ClassRow(
            number=str(place),
            name=capitalized(each.unit.full_name),
            plan_15_35=_cell(each, _PLANS[0]),
            result_15_35=_cell(each, _RESULTS[0]),
            plan_15_60=_cell(each, _PLANS[1]),
            result_15_60=_cell(each, _RESULTS[1]),
            remark="; ".join(filter(None, (_border(each), "" if each.submitted else NOT_REPORTED))),
        )
        for place, each in enumerate(form.units, start=1)
    )


def class_total(form: FormFigures) -> ClassRow:
    """Return the last row of table 1. Its remark tells on how many units the sums are based."""
    totals = [_total(form, name, f"Bảng 1, tổng {label}") for name, label in _CLASS_LABELS.items()]
    return ClassRow(
        name="Tổng",
        plan_15_35=totals[0],
        result_15_35=totals[1],
        plan_15_60=totals[2],
        result_15_60=totals[3],
        remark=_based_on(form),
    )


_CLASS_LABELS: Final = {
    "xmc_class_plan_15_35": "chỉ tiêu 15-35 tuổi",
    "xmc_class_result_15_35": "kết quả 15-35 tuổi",
    "xmc_class_plan_15_60": "chỉ tiêu 15-60 tuổi",
    "xmc_class_result_15_60": "kết quả 15-60 tuổi",
}


def standard_rows(form: FormFigures, reading: Table2Reading) -> tuple[StandardRow, ...]:
    """Return table 2, one row per unit, without its total."""
    return tuple(_standard_row(place, each, reading) for place, each in enumerate(form.units, start=1))


def standard_total(form: FormFigures, reading: Table2Reading) -> StandardRow:
    """Return the first row of table 2: sums and the ratio of sums, or numbers of communes and their share."""
    attained = [each for each in form.units if each.submitted and each.chosen.get(_LEVEL)]
    if reading is Table2Reading.MARKS:
        one, two = (sum(each.has_chosen(_LEVEL, level) for each in attained) for level in ("1", "2"))
        share = _rate(Decimal(two), Decimal(len(attained)))
        return StandardRow(level1=str(one), level2=str(two), percent=share, level=_attained(attained, form))
    both = [
        each for each in form.units if each.submitted and None not in (each.number(_L2), each.number(_ALL))
    ]
    return StandardRow(
        level1=_total(form, _L1, "Bảng 2, tổng biết chữ mức độ 1"),
        level2=_total(form, _L2, "Bảng 2, tổng biết chữ mức độ 2"),
        percent=_rate(_sum(both, _L2), _sum(both, _ALL)),
        level=_attained(attained, form),
    )


def _standard_row(place: int, each: UnitAnswers, reading: Table2Reading) -> StandardRow:
    known = {"number": str(place), "name": capitalized(each.unit.full_name), "border": _border(each)}
    if not each.submitted:
        return StandardRow(**known, level=NOT_REPORTED)
    level = next((_LEVELS[name] for name in _LEVELS if each.has_chosen(_LEVEL, name)), UNKNOWN)
    if reading is Table2Reading.MARKS:
        marks = {f"level{name}": MARK for name in ("1", "2") if level == name}
        return StandardRow(**known, **marks, level=level)
    literate, whole = each.number(_L2), each.number(_ALL)
    rate = UNKNOWN if literate is None or whole is None else _rate(literate, whole)
    return StandardRow(**known, level1=_cell(each, _L1), level2=_cell(each, _L2), percent=rate, level=level)


def _attained(attained: Sequence[UnitAnswers], form: FormFigures) -> str:
    """Return '21/21 xã đạt mức độ 2', of the units that answered."""
    if not attained:
        return UNKNOWN
    count = f"{sum(each.has_chosen(_LEVEL, '2') for each in attained)}/{len(attained)} xã đạt mức độ 2"
    form.notes.figure("communes_xmc_l2_standard", "Xã đạt chuẩn xóa mù chữ mức độ 2", count)
    rest = "" if len(attained) == len(form.units) else f" (theo {len(attained)}/{len(form.units)} xã)"
    return count + rest


def _cell(each: UnitAnswers, question: str) -> str:
    """Return a cell: '-' for 'không có', '…' for an unknown figure, empty for a unit that has not submitted."""
    if not each.submitted:
        return ""
    if each.values.get(question) is Absence.NONE:
        return NOTHING
    value = each.number(question)
    return UNKNOWN if value is None else number(value)


def _total(form: FormFigures, question: str, label: str) -> str:
    values = [value for each in form.units if each.submitted and (value := each.number(question)) is not None]
    return (
        form.notes.figure(f"table_{question}", label, number(sum(values, start=Decimal(0))))
        if values
        else UNKNOWN
    )


def _based_on(form: FormFigures) -> str:
    """Return 'theo 18/21 xã' unless all units reported; plans and results apart if they differ."""
    asked = len(form.units)
    plans, results = (
        min(sum(each.submitted and each.number(name) is not None for each in form.units) for name in names)
        for names in (_PLANS, _RESULTS)
    )
    if plans == results:
        return "" if plans == asked else f"theo {plans}/{asked} xã"
    parts = [(word, count) for word, count in (("chỉ tiêu", plans), ("kết quả", results)) if count < asked]
    return "; ".join(f"{word} theo {count}/{asked} xã" for word, count in parts)


def _border(each: UnitAnswers) -> str:
    return MARK if each.unit.traits.get("border") == "1" else ""


def _sum(units: Iterable[UnitAnswers], question: str) -> Decimal:
    return sum((value for each in units if (value := each.number(question)) is not None), start=Decimal(0))


def _rate(part: Decimal, whole: Decimal) -> str:
    """Return a percentage for a column whose heading has the sign; '…' without a denominator."""
    return percent(Fraction(part) / Fraction(whole)).rstrip("%") if whole else UNKNOWN
