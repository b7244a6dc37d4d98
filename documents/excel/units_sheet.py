"""The sheet of units (rows) and questions (columns), for this and the previous period."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from math import ceil

from openpyxl.utils import get_column_letter

from documents.excel.sheet import CellStyle, Sheet
from reporting.figures.table import Column, ColumnKind, Row, Table, Value
from reporting.reports.plausibility import count_departs
from reporting.reports.report import Absence, Progress
from texts.catalogue import Catalogue
from texts.formatting import Writer

CHAPTER_ROW, HEADER_ROW, FIRST_ROW = 4, 5, 6
NUMBER_WIDTH, TEXT_WIDTH = 11, 22  # in characters
PAGE_WIDTH = 280  # characters; wider pages would be too small to read

TITLE = CellStyle(size=14, bold=True, grid=False)
NOTE = CellStyle(italic=True, color="5B6876", grid=False)
HEADER = CellStyle(bold=True, fill="DCE7F1", align="center", wrap=True)
TOTAL = CellStyle(bold=True, fill="EEF2F6")
ABSENT = CellStyle(italic=True, color="5B6876", align="right", wrap=True)
MOVED = CellStyle(fill="FDE3B4")
PLAIN, CENTRED, TEXT = CellStyle(), CellStyle(align="center"), CellStyle(wrap=True)
STATUS = {
    Progress.SUBMITTED: CellStyle(),
    Progress.IN_PROGRESS: CellStyle(fill="FDF1DC"),
    Progress.NOT_STARTED: CellStyle(fill="EEEEEE", color="5B6876"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRange:
    """The cell ranges of the columns' values and sums, for formulas on other sheets."""

    sheet: str
    last_row: int
    letters: Mapping[str, str]

    def values(self, key: str) -> str:
        """Return the reference to all units' cells in a column: 'Số liệu'!E6:E26."""
        return f"'{self.sheet}'!{self.letters[key]}{FIRST_ROW}:{self.letters[key]}{self.last_row}"

    def total(self, key: str) -> str:
        """Return the reference to the cell with a column's sum."""
        return f"'{self.sheet}'!{self.letters[key]}{self.last_row + 1}"


def write_units(sheet: Sheet, table: Table, words: Catalogue) -> ColumnRange:
    """Fill the sheet of this period: status, time of submission, values, sums."""
    return _UnitsSheet(sheet, table, words, leading=4).write()


def write_previous(sheet: Sheet, table: Table, words: Catalogue) -> None:
    """Fill the sheet of the previous period's values."""
    _UnitsSheet(sheet, table, words, leading=2).write()


class _UnitsSheet:
    """A sheet in progress. With two `leading` columns, number and name, it shows the previous period."""

    def __init__(self, sheet: Sheet, table: Table, words: Catalogue, *, leading: int) -> None:
        self._sheet, self._table, self._words = sheet, table, words
        self._leading = leading
        self._last = FIRST_ROW + len(table.rows) - 1

    @property
    def _is_previous(self) -> bool:
        return self._leading == 2  # noqa: PLR2004 -- number and name

    def write(self) -> ColumnRange:
        self._titles()
        self._header()
        for number, row in enumerate(self._table.rows, start=1):
            self._row(number, row)
        self._totals()
        self._page()
        letters = {
            column.key: get_column_letter(self._leading + n)
            for n, column in enumerate(self._table.columns, start=1)
        }
        return ColumnRange(sheet=self._sheet.title, last_row=self._last, letters=letters)

    def _titles(self) -> None:
        table, words = self._table, self._words
        message = "reporting.workbook.previous_title" if self._is_previous else "reporting.workbook.title"
        title = words.plain(message, round=table.round.title, unit=table.unit.full_name)
        self._sheet.text(1, 1, title, TITLE)
        if self._is_previous:
            return
        self._sheet.text(2, 1, made_note(table, words), NOTE)
        legend = words.plain("reporting.workbook.legend")
        if any(row.previous for row in table.rows):
            legend = f"{legend} {words.plain('reporting.workbook.legend_of_changes')}"
        self._sheet.text(3, 1, legend, NOTE)

    def _header(self) -> None:
        names = ("number", "unit", "status", "submitted_at")[: self._leading]
        for n, name in enumerate(names, start=1):
            self._sheet.text(CHAPTER_ROW, n, self._words.plain(f"reporting.workbook.{name}"), HEADER)
            self._sheet.blank(HEADER_ROW, n, HEADER)
            self._sheet.merge((CHAPTER_ROW, n), (HEADER_ROW, n))
        column, chapters = self._leading + 1, []
        for chapter, members in groupby(self._table.columns, key=lambda one: one.chapter):
            first, width = column, 0
            for member in members:
                self._sheet.text(CHAPTER_ROW, column, chapter if column == first else "", HEADER)
                self._sheet.text(HEADER_ROW, column, member.label, HEADER)
                column, width = column + 1, width + _width(member)
            self._sheet.merge((CHAPTER_ROW, first), (CHAPTER_ROW, column - 1))
            chapters.append((chapter, width))
        self._sheet.fit_height(CHAPTER_ROW, chapters)
        self._sheet.fit_height(HEADER_ROW, [(one.label, _width(one)) for one in self._table.columns], least=2)

    def _row(self, number: int, row: Row) -> None:
        at = FIRST_ROW + number - 1
        look = PLAIN if self._is_previous else STATUS[row.standing.progress]
        name = row.standing.unit.full_name
        self._sheet.number(at, 1, Decimal(number), CENTRED)
        self._sheet.text(at, 2, name[:1].upper() + name[1:], look)
        if not self._is_previous:
            self._standing(at, row, look)
        values = self._values(row)
        for n, column in enumerate(self._table.columns, start=self._leading + 1):
            value = values.get(column.key)
            moved = not self._is_previous and _moved(value, row.previous.get(column.key))
            write_value(self._sheet, (at, n), value, MOVED if moved else look, self._words)
        texts = (
            (shown(value, self._words), _width(column))
            for column in self._table.columns
            if isinstance(value := values.get(column.key), str)
        )
        self._sheet.fit_height(at, texts)

    def _values(self, row: Row) -> Mapping[str, Value]:
        return row.previous if self._is_previous else row.reported

    def _standing(self, at: int, row: Row, look: CellStyle) -> None:
        self._sheet.text(at, 3, self._status(row), look)
        if row.standing.submitted_at is None:
            self._sheet.blank(at, 4, look)
        else:
            self._sheet.moment(at, 4, row.standing.submitted_at, look)

    def _status(self, row: Row) -> str:
        standing = row.standing
        name = str(standing.progress)
        if standing.progress is Progress.SUBMITTED and not standing.on_time:
            name = "submitted_late"
        return self._words.plain(
            f"reporting.workbook.{name}", answered=standing.answered, asked=standing.asked
        )

    def _totals(self) -> None:
        at = self._last + 1
        self._sheet.blank(at, 1, TOTAL)
        self._sheet.text(at, 2, self._words.plain("reporting.workbook.total"), TOTAL)
        if not self._is_previous:
            text = f"{self._table.submitted}/{len(self._table.rows)}"
            self._sheet.text(at, 3, text, TOTAL)
            self._sheet.blank(at, 4, TOTAL)
        for n, column in enumerate(self._table.columns, start=self._leading + 1):
            self._total(at, n, column)

    def _total(self, at: int, n: int, column: Column) -> None:
        values = [self._values(row).get(column.key) for row in self._table.rows]
        numbers = [value for value in values if isinstance(value, Decimal)]
        if column.kind is not ColumnKind.COUNT or not any(value is not None for value in values):
            self._sheet.blank(at, n, TOTAL)
            return
        letter = get_column_letter(n)
        result = sum(numbers, start=Decimal(0))
        self._sheet.formula(at, n, f"SUM({letter}{FIRST_ROW}:{letter}{self._last})", result, TOTAL)

    def _page(self) -> None:
        sheet = self._sheet
        widths = (5, 22, 17, 18)[: self._leading]
        for n, width in enumerate(widths, start=1):
            sheet.width(n, width)
        for n, column in enumerate(self._table.columns, start=self._leading + 1):
            sheet.width(n, _width(column))
        sheet.worksheet.freeze_panes = f"C{FIRST_ROW}"
        total = sum(widths) + sum(_width(column) for column in self._table.columns)
        sheet.print_on_a4(
            repeat_rows=f"{CHAPTER_ROW}:{HEADER_ROW}",
            repeat_columns="A:B",
            pages_wide=ceil(total / PAGE_WIDTH),
        )


def made_note(table: Table, words: Catalogue) -> str:
    """Return the note on when and from which data the workbook was made."""
    write, due = Writer(words.language), table.round.due.last_day
    return words.plain(
        "reporting.workbook.made",
        time=write.time(table.made_at),
        day=write.date(table.made_at.date()),
        submitted=table.submitted,
        expected=len(table.rows),
        weekday=write.weekday(due),
        last_day=write.date(due),
    )


def write_value(
    sheet: Sheet, place: tuple[int, int], value: Value | None, look: CellStyle, words: Catalogue
) -> None:
    """Write an answer into the cell at (row, column); `look` is the style of numbers and empty cells."""
    match value:
        case None:
            sheet.blank(*place, look)
        case Decimal():
            sheet.number(*place, value, look)
        case _:
            sheet.text(*place, shown(value, words), ABSENT if isinstance(value, Absence) else TEXT)


def shown(value: str, words: Catalogue) -> str:
    """Return a text unchanged, an absence as words."""
    return absence_word(value, words) if isinstance(value, Absence) else value


def absence_word(absence: Absence, words: Catalogue) -> str:
    """Return the words for an absent value: 'không có', 'chưa có số liệu', 'bỏ qua'."""
    return words.plain(f"reporting.workbook.absence_{absence}")


def _width(column: Column) -> int:
    return TEXT_WIDTH if column.kind is ColumnKind.TEXT else NUMBER_WIDTH


def _moved(value: Value | None, previous: Value | None) -> bool:
    return isinstance(value, Decimal) and isinstance(previous, Decimal) and count_departs(value, previous)
