"""A workbook from an office, read as a stream: every cell as what it shows."""

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

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from forms.model.findings import FormRefused
from forms.xlsform.archive import inspect
from forms.xlsform.cells import too_long
from forms.xlsform.spreadsheet import unreadable

MOST_COLUMNS = 60
MOST_ROWS = 50_000

_MERGED = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]+:[A-Z]{1,3}[0-9]+)"')
_ZEROS = re.compile(r"0+")
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))

Place = tuple[int, int]
"""A row and a column, both from 1."""

Block = tuple[int, int, int, int]
"""First column and row, last column and row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a cell shows: its text without stray spaces, and its day where it holds a date.

    `is_number` where the spreadsheet holds a number, which has lost the zeros it may have begun with;
    `unknown` where it holds an error, or a formula whose result nobody has computed.
    """

    text: str = ""
    day: date | None = None
    is_number: bool = False
    unknown: bool = False

    def __bool__(self) -> bool:
        return bool(self.text) or self.unknown


EMPTY = Written()
UNKNOWN = Written(unknown=True)


class Book:
    """An open workbook. Raises forms.FormRefused for a file that is none, carries macros or does harm."""

    def __init__(self, data: bytes, filename: str) -> None:
        inspect(data, filename)
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

    def rows(self, title: str) -> Iterator[tuple[int, list[Written]]]:
        """Yield the rows that hold something, numbered; of cells merged downwards each shows what they share."""
        with _refusing_broken(self._filename):
            yield from self._rows(title)

    def _rows(self, title: str) -> Iterator[tuple[int, list[Written]]]:
        results = cache(lambda: self._results(title))
        shared = _downwards(self._merged(title))
        tops: dict[Place, Written] = {}
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
        """Return the rows with cells merged across, such as a district's name above its communes."""
        with _refusing_broken(self._filename):
            merged = self._merged(title)
        return frozenset(top for left, top, right, bottom in merged if top == bottom and left != right)

    def _results(self, title: str) -> dict[Place, Any]:
        """Return what the formulas gave when the workbook was last computed, and everything else."""
        book = load_workbook(BytesIO(self._data), read_only=True, data_only=True)
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
        sheet: Any = self._typed[title]
        path = sheet._worksheet_path  # noqa: SLF001 -- read as a stream, a sheet does not say what is merged
        with zipfile.ZipFile(BytesIO(self._data)) as archive:
            found = _MERGED.findall(archive.read(path))
        return [cast("Block", range_boundaries(each.decode())) for each in found]


@contextmanager
def _refusing_broken(filename: str) -> Iterator[None]:
    """Refuse a workbook for whatever openpyxl makes of a broken part."""
    try:
        yield
    except FormRefused:
        raise
    except Exception as error:
        raise unreadable(filename, error) from error


def _cells(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:  # noqa: ANN401 -- openpyxl's sheet as a stream, which its types do not name
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    for row, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if row > MOST_ROWS:
            raise too_long(sheet.title, MOST_ROWS)
        yield row, cells


def _downwards(merged: list[Block]) -> Mapping[int, list[int]]:
    """Return by row the columns whose cell is merged with the one above; raises ValueError where they overlap."""
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


def _result(cell: Any) -> Written:  # noqa: ANN401 -- openpyxl's cell as a stream, or None
    return UNKNOWN if cell is None else _shown(cell)


def _shown(cell: Any) -> Written:  # noqa: ANN401 -- openpyxl's cell as a stream
    if cell.data_type == "e":
        return UNKNOWN
    match cell.value:
        case None:
            return EMPTY
        case bool() as value:
            return Written(text=str(int(value)))
        case date() as value:
            day = value.date() if isinstance(value, datetime) else value
            return Written(text=day.isoformat(), day=day)
        case int() | float() as value:
            text = f"{value:.0f}" if float(value).is_integer() else str(value)
            zeros = _ZEROS.fullmatch(cell.number_format or "")  # shown with its zeros: a code
            return Written(
                text=text.zfill(len(zeros[0]) if zeros else 0), is_number=not zeros or zeros[0] == "0"
            )
        case value:
            return Written(text=_plain(str(value)))


def _plain(text: str) -> str:
    """Return a text composed (a Mac decomposes what it writes: e and its accents), without stray spaces."""
    return " ".join(normalize("NFC", text).translate(_UNSEEN).strip().removeprefix("'").split())
