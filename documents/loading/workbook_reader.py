"""Streaming reader of uploaded workbooks: each cell as displayed."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import Any, cast
from unicodedata import normalize

from forms.model.findings import FormRefused
from forms.xlsform.archive import inspect
from forms.xlsform.cells import too_long

MOST_COLUMNS = 60
MOST_ROWS = 50_000

_MERGED = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]+:[A-Z]{1,3}[0-9]+)"')
_ZEROS = re.compile(r"0+")
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))

Place = tuple[int, int]
"""Row and column, both from 1."""

Block = tuple[int, int, int, int]
"""First column and row, last column and row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellContent:
    """A cell as displayed: its text without superfluous spaces, and its date if it has one.

    `is_number`: the cell is numeric, so that leading zeros may be lost. `unknown`: the cell has an error, or a formula
    without a computed result.
    """

    text: str = ""
    day: date | None = None
    is_number: bool = False
    unknown: bool = False

    def __bool__(self) -> bool:
        return bool(self.text) or self.unknown


EMPTY = CellContent()
UNKNOWN = CellContent(unknown=True)


class Book:
    """An open workbook. Raises forms.FormRefused for a file that is not a workbook, has macros or is hostile."""

    def __init__(self, data: bytes, filename: str) -> None:
        from openpyxl import load_workbook  # noqa: PLC0415 -- slow to load, and few commands read a workbook

        inspect(data, filename)
        self._load = load_workbook
        self._data = data
        self._filename = filename
        with _refusing_broken(filename):
            self._typed = load_workbook(BytesIO(data), read_only=True)
            seen_first = sorted(self._typed.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
            self.titles = tuple(sheet.title for sheet in seen_first)

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_: object) -> None:
        self._typed.close()

    def rows(self, title: str) -> Iterator[tuple[int, list[CellContent]]]:
        """Yield the non-empty rows with their numbers; vertically merged cells repeat their content in each row."""
        with _refusing_broken(self._filename):
            yield from self._rows(title)

    def _rows(self, title: str) -> Iterator[tuple[int, list[CellContent]]]:
        results = cache(lambda: self._results(title))
        shared = _downwards(self._merged(title))
        tops: dict[Place, CellContent] = {}
        for row, cells in _cells(self._typed[title]):
            shown = [
                _result(results().get((row, column))) if cell.data_type == "f" else _shown(cell)
                for column, cell in enumerate(cells, start=1)
            ]
            for column in shared.get(row, ()):
                if column <= len(shown):
                    shown[column - 1] = shown[column - 1] or tops.get((row - 1, column), EMPTY)
            if row + 1 in shared:
                tops = {(row, column): each for column, each in enumerate(shown, start=1)}
            if any(shown):
                yield row, shown

    def lines_across(self, title: str) -> frozenset[int]:
        """Return the rows with horizontally merged cells, such as a district's name above its communes."""
        with _refusing_broken(self._filename):
            merged = self._merged(title)
        return frozenset(top for left, top, right, bottom in merged if top == bottom and left != right)

    def _results(self, title: str) -> dict[Place, Any]:
        """Return the last computed results of formulas, and the other values."""
        book = self._load(BytesIO(self._data), read_only=True, data_only=True)
        found = {
            (row, column): cell
            for row, cells in _cells(book[title])
            for column, cell in enumerate(cells, start=1)
            if cell.value is not None
        }
        book.close()
        return found

    def _merged(self, title: str) -> list[Block]:
        """Return the merged blocks."""
        from openpyxl.utils import range_boundaries  # noqa: PLC0415 -- as above

        sheet: Any = self._typed[title]
        path = sheet._worksheet_path  # noqa: SLF001 -- read as a stream, a sheet does not say what is merged
        with zipfile.ZipFile(BytesIO(self._data)) as archive:
            found = _MERGED.findall(archive.read(path))
        return [cast("Block", range_boundaries(each.decode())) for each in found]


@contextmanager
def _refusing_broken(filename: str) -> Iterator[None]:
    """Convert openpyxl's exceptions for damaged parts to FormRefused."""
    try:
        yield
    except FormRefused:
        raise
    except Exception as error:
        from forms.xlsform.spreadsheet import unreadable  # noqa: PLC0415 -- as above

        raise unreadable(filename, error) from error


def _cells(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:  # noqa: ANN401 -- openpyxl's sheet as a stream, which its types do not name
    sheet.reset_dimensions()  # the file's stated size may be wrong
    for row, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if row > MOST_ROWS:
            raise too_long(sheet.title, MOST_ROWS)
        yield row, cells


def _downwards(merged: list[Block]) -> Mapping[int, list[int]]:
    """Return by row the columns whose cell is merged with the one above; raises ValueError for overlapping blocks."""
    shared: dict[int, list[int]] = {}
    room = MOST_ROWS * MOST_COLUMNS
    for left, top, right, bottom in merged:
        if left == right <= MOST_COLUMNS:
            room -= bottom - top
            if room < 0:
                raise ValueError("merged cells")
            for row in range(top + 1, min(bottom, MOST_ROWS) + 1):
                shared.setdefault(row, []).append(left)
    return shared


def _result(cell: Any) -> CellContent:  # noqa: ANN401 -- openpyxl's cell as a stream, or None
    return UNKNOWN if cell is None else _shown(cell)


def _shown(cell: Any) -> CellContent:  # noqa: ANN401 -- openpyxl's cell as a stream
    if cell.data_type == "e":
        return UNKNOWN
    match cell.value:
        case None:
            return EMPTY
        case bool() as value:
            return CellContent(text=str(int(value)))
        case date() as value:
            day = value.date() if isinstance(value, datetime) else value
            return CellContent(text=day.isoformat(), day=day)
        case int() | float() as value:
            text = f"{value:.0f}" if float(value).is_integer() else str(value)
            zeros = _ZEROS.fullmatch(cell.number_format or "")  # a code displayed with leading zeros
            return CellContent(
                text=text.zfill(len(zeros[0]) if zeros else 0), is_number=not zeros or zeros[0] == "0"
            )
        case value:
            return CellContent(text=_plain(str(value)))


def _plain(text: str) -> str:
    """Return a text in NFC (macOS writes NFD), without superfluous spaces."""
    return " ".join(normalize("NFC", text).translate(_UNSEEN).strip().removeprefix("'").split())
