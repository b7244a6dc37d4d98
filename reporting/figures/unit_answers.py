"""One unit's filled-in form as answers by question name, and as figures of its indicators."""

from forms import CompiledForm, Filling, Indicator
from reporting.figures.cell_values import COMPARED, Answers, cell_value, chosen_names
from reporting.figures.rollup import UnitFigure
from reporting.figures.row_lists import row_path, without_rows
from reporting.figures.submitted_answers import UnitAnswers
from reporting.figures.table import Value
from reporting.units.unit import Unit


def unit_answers(
    form: CompiledForm, unit: Unit, filling: Filling, answers: Answers, language: str
) -> UnitAnswers:
    """Return a unit's submitted answers to the questions that its form asks."""
    values: dict[str, Value] = {}
    chosen: dict[str, tuple[str, ...]] = {}
    rows: dict[str, dict[str, dict[str, Value]]] = {}
    for path in filling.questions:
        if path not in answers:
            continue
        question = filling.question(path)
        value = cell_value(filling, path, answers[path], language)
        if (repeat := form.repeat_around(without_rows(path))) is not None:
            of_repeat = rows.setdefault(repeat.rpartition("/")[2], {})
            of_repeat.setdefault(row_path(path, repeat), {})[question.name] = value
            continue
        values[question.name] = value
        if question.kind in COMPARED:
            chosen[question.name] = chosen_names(question.kind, answers[path]) or ()
    return UnitAnswers(
        unit=unit,
        submitted=True,
        values=values,
        chosen=chosen,
        rows={name: tuple(listed.values()) for name, listed in rows.items()},
        figures={each.name: unit_figure(each, unit, filling) for each in form.indicators},
    )


def unit_figure(indicator: Indicator, unit: Unit, filling: Filling) -> UnitFigure:
    """Return a unit's figure of an indicator."""
    return UnitFigure(
        unit_id=unit.id,
        numerator=filling.number(indicator.numerator),
        denominator=filling.number(indicator.denominator) if indicator.denominator is not None else None,
    )
