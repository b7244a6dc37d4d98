"""Reading .xlsx and .xls files as lines of cells."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, StringIO
from typing import TypeAlias

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet
from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_EMPTY, XL_CELL_ERROR, open_workbook
from xlrd.biffh import XLRDError
from xlrd.sheet import Cell
from xlrd.xldate import xldate_as_datetime

from forms.model.findings import FormRefused
from forms.xlsform.archive import LARGEST_FILE, OLD_EXCEL, inspect, refused, too_large
from forms.xlsform.cells import MOST_COLUMNS, UNCOMPUTED, SheetTable, table

Line: TypeAlias = tuple[int, tuple[object, ...]]

_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_FORMULA = re.compile(rb'<c (?=[^>]*?r="([A-Z]{1,3})(\d{1,7})")([^>]*)>\s*(<f\b.*?)</c>', re.DOTALL)
_RESULT = re.compile(rb"<v>[^<]+</v>")


def read_tables(data: bytes, filename: str) -> dict[str, SheetTable]:
    """Return the sheets by lower-case name; raises FormRefused if the workbook is unreadable.

    A single sheet is the survey, whatever its name, as in ODK's tools.
    """
    is_old = data.startswith(OLD_EXCEL) and filename.lower().endswith(".xls")
    if not is_old:
        inspect(data, filename)
    try:
        read = dict(_old_sheets(data, filename) if is_old else _sheets(data))
    except FormRefused:
        raise
    except Exception as error:  # the readers raise arbitrary exceptions for damaged parts
        raise unreadable(filename, error) from error
    if len(read) == 1 and "survey" not in read:
        return {"survey": next(iter(read.values()))}
    return read


def unreadable(filename: str, error: Exception) -> FormRefused:
    """Return the refusal of an unreadable workbook."""
    return refused("not_a_workbook", filename, reason=type(error).__name__)


@contextmanager
def without_remarks() -> Iterator[None]:
    """Suppress openpyxl's warnings about parts of a workbook that it ignores."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _sheets(data: bytes) -> Iterator[tuple[str, SheetTable]]:
    with without_remarks():
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if isinstance(sheet, ReadOnlyWorksheet):
                sheet.reset_dimensions()  # a file may claim a million columns
            yield sheet.title.strip().lower(), table(sheet.title, _lines(sheet))


def _lines(sheet: Worksheet) -> Iterator[Line]:
    """Yield the lines with their numbers, cut to the width of the heading line."""
    headings = next(sheet.iter_rows(max_row=1, max_col=MOST_COLUMNS, values_only=True), ())
    width = max((place for place, heading in enumerate(headings, 1) if heading is not None), default=1)
    unknown = _uncomputed(sheet)
    blank = (None,) * width
    for number, cells in enumerate(sheet.iter_rows(max_col=width, values_only=True), 1):
        if cells == blank and number > 1 and number not in unknown:
            continue
        at = unknown.get(number, frozenset())
        yield (
            number,
            tuple(
                UNCOMPUTED if cell in _ERRORS or (cell is None and place in at) else cell
                for place, cell in enumerate(cells, 1)
            ),
        )


def _uncomputed(sheet: Worksheet) -> dict[int, frozenset[int]]:
    """Return by row the columns of formulas for which the file has no result."""
    if not isinstance(sheet, ReadOnlyWorksheet):
        return {}
    with sheet._get_source() as source:  # noqa: SLF001 -- openpyxl does not tell whether a result is kept
        content = source.read()
    found: dict[int, frozenset[int]] = {}
    for match in _FORMULA.finditer(content) if b"<f" in content else ():
        column, row, attributes, inner = match.groups()
        if b't="str"' not in attributes and not _RESULT.search(inner):
            place = frozenset({column_index_from_string(column.decode())})
            found[int(row)] = found.get(int(row), frozenset()) | place
    return found


def _old_sheets(data: bytes, filename: str) -> Iterator[tuple[str, SheetTable]]:
    if len(data) > LARGEST_FILE:
        raise too_large(filename, len(data))
    if _encoded("_VBA_PROJECT_CUR") in data:
        raise refused("macros", filename)
    try:
        book = open_workbook(file_contents=data, logfile=StringIO(), ragged_rows=True)
    except XLRDError as error:
        raise refused("password" if "encrypt" in str(error) else "not_a_workbook", filename) from error
    for sheet in book.sheets():
        lines = (
            (number, tuple(_old_cell(cell, book.datemode) for cell in sheet.row(number - 1)[:MOST_COLUMNS]))
            for number in range(1, sheet.nrows + 1)
        )
        yield sheet.name.strip().lower(), table(sheet.name, lines)


def _old_cell(cell: Cell, datemode: int) -> object:
    match cell.ctype:
        case kind if kind == XL_CELL_ERROR:
            return UNCOMPUTED
        case kind if kind == XL_CELL_BOOLEAN:
            return bool(cell.value)
        case kind if kind == XL_CELL_DATE:
            moment = xldate_as_datetime(cell.value, datemode)
            return moment.time() if cell.value < 1 else moment
        case kind if kind == XL_CELL_EMPTY or cell.value == "":
            return None
        case _:
            return cell.value


def _encoded(name: str) -> bytes:
    """Return a name as the directory of an .xls file encodes it."""
    return name.encode("utf-16-le")
