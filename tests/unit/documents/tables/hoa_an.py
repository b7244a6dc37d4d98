"""Hòa An's figures as material of tables: the sample's literacy answers and the published history."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

from demo.district import sample_district
from documents.loading.history import read_history
from documents.tables.place_figures import PlaceFigures
from reporting.figures.figure import FigureBook
from reporting.figures.submitted_answers import SubmittedAnswers, UnitAnswers
from reporting.figures.table import Value
from reporting.rounds.period import Period
from reporting.units.unit import Unit

DISTRICT = sample_district()
COMMUNES = DISTRICT.communes


def history_text() -> str:
    return files("demo").joinpath("data", "hoa_an", "history.csv").read_text(encoding="utf-8")


def history() -> PlaceFigures:
    """Return the published figures of the district."""
    figures = read_history(history_text(), [unit.code for unit in DISTRICT.units])
    return PlaceFigures(book=FigureBook(figures), place_code="HA", unit_codes=tuple(u.code for u in COMMUNES))


def periods(*codes: str) -> tuple[Period, ...]:
    return tuple(Period.parse(code) for code in codes)


def literacy(*, missing: int = 0) -> SubmittedAnswers:
    """Return the answers of 2019; the last `missing` communes have not submitted."""
    figures = DISTRICT.figures(2019)
    submitted = [_answered(unit, figures[unit.id]) for unit in COMMUNES[: len(COMMUNES) - missing]]
    absent = [UnitAnswers(unit=unit, submitted=False) for unit in COMMUNES[len(submitted) :]]
    return SubmittedAnswers(form_id="xoa_mu_chu", title="Xóa mù chữ", units=(*submitted, *absent))


def changed(
    answers: SubmittedAnswers, place: int, unit: Unit | None = None, **values: Value
) -> SubmittedAnswers:
    """Return answers in which the unit at a place has other values."""
    units = list(answers.units)
    each = units[place]
    units[place] = replace(each, unit=unit or each.unit, values={**each.values, **values})
    return replace(answers, units=tuple(units))


def _answered(unit: Unit, figures: Mapping[str, str]) -> UnitAnswers:
    level = "xmc_level_attained"
    values = {name: Decimal(value) for name, value in figures.items() if name != level}
    return UnitAnswers(unit=unit, submitted=True, values=values, chosen={level: (figures[level],)})
