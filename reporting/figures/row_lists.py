"""Rows of repeats as lists: one list for each repeat, one line for each row of each unit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from forms import CompiledForm, Filling, Question
from reporting.figures.cell_values import Answers, cell_value, column_kind
from reporting.figures.table import Column, ListedRow, RowList
from reporting.units.unit import Unit

_ROW = re.compile(r"\[(\d+)\]")

Submitted = tuple[Unit, Filling, Answers]
"""A unit, its filled form, and the submitted answers."""


def row_lists(
    form: CompiledForm, questions: Sequence[Question], submitted: Sequence[Submitted], language: str
) -> tuple[RowList, ...]:
    """Return a list for each repeat that has rows. `questions` are the questions with a column."""
    by_repeat: dict[str, list[str]] = {}
    for question in questions:
        repeat = form.repeat_around(question.path)
        if repeat is not None:
            by_repeat.setdefault(repeat, []).append(question.path)
    lists = (_Repeat(repeat, tuple(paths), language).listed(submitted) for repeat, paths in by_repeat.items())
    return tuple(each for each in lists if each is not None)


def without_rows(path: str) -> str:
    """Return a path without row numbers, as in the form definition."""
    return _ROW.sub("", path)


def row_path(path: str, repeat: str) -> str:
    """Return the path of the row of a repeat around a question: '/data/class[2]'."""
    return "/".join(path.split("/")[: repeat.count("/") + 1])


@dataclass(frozen=True, slots=True)
class _Repeat:
    """A repeat and its questions, as paths without row numbers."""

    path: str
    questions: tuple[str, ...]
    language: str

    def listed(self, submitted: Sequence[Submitted]) -> RowList | None:
        first: dict[str, tuple[Filling, str]] = {}
        rows: dict[tuple[int, str], ListedRow] = {}
        for unit, filling, answers in submitted:
            for path in filling.questions:
                question = without_rows(path)
                if question not in self.questions:
                    continue
                first.setdefault(question, (filling, path))
                row = rows.setdefault(
                    (unit.id, row_path(path, self.path)), ListedRow(unit=unit, number=self._number(path))
                )
                if path in answers:
                    row.values[question] = cell_value(filling, path, answers[path], self.language)
        if not first:
            return None
        filling, path = next(iter(first.values()))
        columns = tuple(self._column(*first[question]) for question in self.questions if question in first)
        return RowList(
            label=filling.row_label(row_path(path, self.path), self.language),
            columns=columns,
            rows=tuple(rows.values()),
        )

    def _number(self, path: str) -> str:
        """Return the number of the row; for nested rows '2.1'."""
        return ".".join(_ROW.findall(row_path(path, self.path)))

    def _column(self, filling: Filling, path: str) -> Column:
        return Column(
            key=without_rows(path),
            label=filling.label(path, self.language),
            chapter="",
            kind=column_kind(filling.question(path).kind),
        )
