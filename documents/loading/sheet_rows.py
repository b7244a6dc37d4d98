"""The rows of a filled-in sheet, with columns identified by their headings."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from documents.loading.problems import Problem, UnreadableSheet
from documents.loading.workbook_reader import EMPTY, Book, CellContent
from texts.normalize import fold

ROWS_ABOVE_HEADINGS = 10

_COLUMN_NUMBER = re.compile(r"\(?(?:[A-ZĐ]|[0-9]{1,2})\)?")

_DECORATION = re.compile(r"\(.*?\)|[*:?]")

Headings = Mapping[str, tuple[str, ...]]
"""Accepted headings by column name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRow:
    """A non-empty row, numbered as in the spreadsheet."""

    number: int
    cells: Mapping[str, CellContent]

    def __getitem__(self, column: str) -> CellContent:
        """Return the cell of a column; an empty one if the sheet lacks the column."""
        return self.cells.get(column, EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSheet:
    """The rows below the headings, and the unknown headings."""

    title: str
    rows: tuple[FilledRow, ...]
    ignored: tuple[str, ...] = ()


def read_sheet(data: bytes, filename: str, headings: Headings, wanted: frozenset[str]) -> FilledSheet:
    """Read the first sheet that has the wanted columns.

    Raises forms.FormRefused for a file that is not a workbook or is hostile, UnreadableSheet if no sheet has them.
    """
    with Book(data, filename) as book:
        for title in book.titles:
            found = _find_headings(book, title, headings)
            if wanted <= found.columns.keys():
                return FilledSheet(title=title, rows=tuple(_rows(book, title, found)), ignored=found.ignored)
    raise UnreadableSheet(Problem(fault="no_sheet"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The heading row: its number, the index of each column (from 0), and the unknown headings."""

    row: int
    columns: Mapping[str, int]
    ignored: tuple[str, ...]


def _find_headings(book: Book, title: str, headings: Headings) -> _Found:
    """Find the row with most headings; of several, with vertically merged cells, the lowest."""
    known = {fold(name): column for column, names in headings.items() for name in names}
    best = _Found(row=0, columns={}, ignored=())
    for number, cells in book.rows(title):
        if number > ROWS_ABOVE_HEADINGS:
            break
        means = [known.get(fold(_DECORATION.sub("", cell.text))) for cell in cells]
        columns = {column: place for place, column in reversed(list(enumerate(means))) if column}
        ignored = tuple(cell.text for cell, column in zip(cells, means, strict=True) if cell and not column)
        if len(columns) >= len(best.columns):
            best = _Found(row=number, columns=columns, ignored=ignored)
    return best


def _rows(book: Book, title: str, found: _Found) -> Iterator[FilledRow]:
    across = book.lines_across(title)
    for number, cells in book.rows(title):
        if number == found.row + 1 and _numbers_columns(cells):
            continue
        if number > found.row and number not in across:
            row = {column: cells[place] for column, place in found.columns.items() if place < len(cells)}
            if any(row.values()):
                yield FilledRow(number=number, cells=row)


def _numbers_columns(cells: Sequence[CellContent]) -> bool:
    """Tell whether a row only numbers the columns, as in printed tables: (1), (2), (3) or A, B, 1, 2."""
    filled = [each.text for each in cells if each]
    return len(filled) > 1 and all(_COLUMN_NUMBER.fullmatch(each) for each in filled)
