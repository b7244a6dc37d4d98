"""Submitted answers of a questionnaire, by unit and question name, for documents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from reporting.figures.rollup import UnitFigure, addend
from reporting.figures.table import Value
from reporting.reports.report import Absence
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAnswers:
    """One unit's submitted answers by question name.

    `values` has choices as labels, `chosen` as choice names. `rows` are the rows of repeats, by repeat name, each with
    its values by question name. `figures` are the unit's indicators. All are empty if the unit has not submitted.
    """

    unit: Unit
    submitted: bool
    values: Mapping[str, Value] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[Mapping[str, Value], ...]] = field(default_factory=dict)
    figures: Mapping[str, UnitFigure] = field(default_factory=dict)

    def number(self, name: str) -> Decimal | None:
        """Return a numeric answer: 0 for 'không có', None without a figure."""
        match self.values.get(name):
            case Decimal() | Absence() | None as value:
                return addend(value)
            case _:
                return None

    def text(self, name: str) -> str:
        """Return a text answer; '' for 'không có' and without an answer."""
        value = self.values.get(name)
        return value if isinstance(value, str) and not isinstance(value, Absence) else ""

    def has_chosen(self, name: str, choice: str) -> bool:
        """Tell whether the unit chose that choice."""
        return choice in self.chosen.get(name, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedAnswers:
    """All units' answers to one questionnaire, in the register's order.

    `labels` maps each choice question to its choices, name to label, in the form's order.
    """

    form_id: str
    title: str
    units: tuple[UnitAnswers, ...]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def submitted(self) -> tuple[UnitAnswers, ...]:
        """The units that have submitted."""
        return tuple(each for each in self.units if each.submitted)

    def total(self, question: str) -> Decimal | None:
        """Return the sum of a numeric question over the units with a figure; None without any."""
        numbers = [number for each in self.submitted if (number := each.number(question)) is not None]
        return sum(numbers, start=Decimal(0)) if numbers else None

    def reported(self, question: str) -> tuple[Unit, ...]:
        """Return the units with a figure for a numeric question."""
        return tuple(each.unit for each in self.submitted if each.number(question) is not None)

    def answered(self, question: str) -> tuple[UnitAnswers, ...]:
        """Return the units that made a choice."""
        return tuple(each for each in self.submitted if each.chosen.get(question))

    def choosing(self, question: str, choice: str) -> tuple[Unit, ...]:
        """Return the units that chose that choice."""
        return tuple(each.unit for each in self.submitted if each.has_chosen(question, choice))

    def counted(self, question: str) -> tuple[tuple[str, int], ...]:
        """Return the chosen choices of a question as label and number of units, the most frequent first."""
        labels = self.labels.get(question, {})
        counts = {name: len(self.choosing(question, name)) for name in labels}
        order = sorted((name for name in labels if counts[name]), key=lambda name: -counts[name])
        return tuple((labels[name], counts[name]) for name in order)

    def narratives(self, question: str) -> Iterator[tuple[Unit, str]]:
        """Yield the units' texts to a question in the register's order, without empty ones and 'không có'."""
        for each in self.submitted:
            if text := each.text(question).strip():
                yield each.unit, text

    def listed(self, repeat: str) -> Iterator[tuple[Unit, Mapping[str, Value]]]:
        """Yield all rows of a repeat, unit by unit."""
        for each in self.submitted:
            for row in each.rows.get(repeat, ()):
                yield each.unit, row
