"""Answers as table cells: numbers as numbers, choices as their labels."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from forms import Filling, Kind
from reporting.figures.table import ColumnKind, Value
from reporting.reports.report import Absence, Answer

COMPARED = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE})
"""Kinds of questions whose answers are compared with the previous period."""

NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.RANGE})

Answers = Mapping[str, Answer]


def column_kind(kind: Kind) -> ColumnKind:
    """Return the kind of a question's column."""
    if kind is Kind.INTEGER:
        return ColumnKind.COUNT
    return ColumnKind.NUMBER if kind in NUMERIC else ColumnKind.TEXT


def cell_value(filling: Filling, path: str, answer: Answer, language: str) -> Value:
    """Return the cell value of an answer."""
    if answer.absence is not None:
        return answer.absence
    kind = filling.question(path).kind
    if kind in NUMERIC:
        try:
            return Decimal(answer.value)
        except InvalidOperation:
            return answer.value
    if kind in {Kind.SELECT_ONE, Kind.SELECT_MULTIPLE}:
        labels = {choice.name: choice.label for choice in filling.choices(path, language)}
        names = [answer.value] if kind is Kind.SELECT_ONE else answer.value.split()
        return ", ".join(labels.get(name, name) for name in names)
    return answer.value


def chosen_names(kind: Kind, answer: Answer) -> tuple[str, ...] | None:
    """Return the chosen choice names.

    'không có' is an empty list for a multiple choice. Any other absence gives None.
    """
    if answer.absence is not None:
        return () if answer.absence is Absence.NONE and kind is Kind.SELECT_MULTIPLE else None
    return (answer.value,) if kind is Kind.SELECT_ONE else tuple(answer.value.split())
