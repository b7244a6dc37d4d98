"""The table of a round: one row a unit, one column a question, and the indicators rolled up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from reporting.figures.completeness import Standing
from reporting.figures.rollup import RolledUp, addend
from reporting.reports.report import Absence, Progress
from reporting.rounds.round import Round
from reporting.units.unit import Unit

Value = Decimal | str | Absence


class ColumnKind(StrEnum):
    """The kind of a column. Counts add up over units; other numbers and texts do not."""

    COUNT = "count"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One question. `key` is its path without row numbers. `label` and `chapter` are in the reader's language."""

    key: str
    label: str
    chapter: str
    kind: ColumnKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit's progress and answers, in this period and in the previous one, by column key.

    Choices are labels. A question that was not asked, or not answered, has no entry.
    """

    standing: Standing
    values: Mapping[str, Value] = field(default_factory=dict)
    previous: Mapping[str, Value] = field(default_factory=dict)

    @property
    def reported(self) -> Mapping[str, Value]:
        """The values of a submitted report; empty for a draft."""
        return self.values if self.standing.progress is Progress.SUBMITTED else {}

    def addend(self, key: str) -> Decimal | None:
        """Return the unit's addend in a column's sum; None if it reported no number."""
        match self.reported.get(key):
            case Decimal() | Absence() | None as value:
                return addend(value)
            case _:
                return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An indicator rolled up, and the columns that are its numerator and denominator.

    A key is '' for the denominator of a count, and for an expression that does not read exactly one column.
    """

    figure: RolledUp
    numerator_key: str = ""
    denominator_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """One row of a repeat, with values by column key. `number` counts from 1; a nested row has '2.1'."""

    unit: Unit
    number: str
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowList:
    """All rows of one repeat, from the units that submitted. `label` is the form's label of a row."""

    label: str
    columns: tuple[Column, ...]
    rows: tuple[ListedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The content of a round's workbook. Rows are in the tree's order; `made_at` is in the office's zone."""

    round: Round
    unit: Unit
    made_at: datetime
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    lines: tuple[Line, ...] = ()
    lists: tuple[RowList, ...] = ()

    @property
    def submitted(self) -> int:
        """The number of submitted reports."""
        return sum(row.standing.progress is Progress.SUBMITTED for row in self.rows)
