"""The sheets of a workbook as rows of text, each cell with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet
from pyxform.constants import SUPPORTED_SHEET_NAMES

from forms.findings import Finding, FormRefused

MOST_ROWS = 20_000
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number as the spreadsheet shows it; cells by heading, empty ones left out."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, heading: str) -> str:
        """Return the text of a cell, "" where there is none."""
        return self.cells.get(heading, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its headings in order and the rows that hold anything."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    def place(self, row: Row, heading: str, code: str, text: str = "", **parameters: str) -> Finding:
        """Return a finding at a cell; without `text` the cell's own."""
        return Finding(
            code=code,
            sheet=self.name,
            row=row.number,
            column=heading,
            text=text or row[heading],
            parameters=parameters,
        )


def read_tables(data: bytes, filename: str) -> dict[str, Table]:
    """Return the sheets by lower-case name; raises FormRefused where the workbook cannot be read."""
    try:
        workbook = load_workbook(BytesIO(data), read_only=True, data_only=True)
        return {sheet.title.strip().lower(): _table(sheet) for sheet in workbook.worksheets}
    except FormRefused:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part makes of it
        raise unreadable(filename, error) from error


def unreadable(filename: str, error: Exception) -> FormRefused:
    """Return the refusal of a workbook that openpyxl cannot make sense of."""
    finding = Finding(code="not_a_workbook", text=filename, parameters={"reason": type(error).__name__})
    return FormRefused((finding,))


def too_long(sheet: str, limit: int) -> FormRefused:
    """Return the refusal of a sheet with more rows than can be meant."""
    parameters = {"limit": str(limit)}
    return FormRefused((Finding(code="sheet_too_long", sheet=sheet, row=limit + 1, parameters=parameters),))


def _table(sheet: Worksheet) -> Table:
    _expect_words(sheet)
    lines = _lines(sheet)
    headings = tuple(next(lines, (0, ()))[1])
    rows = (
        Row(
            number,
            {heading: text for heading, text in zip(headings, cells, strict=False) if heading and text},
        )
        for number, cells in lines
    )
    return Table(sheet.title.strip(), headings, tuple(row for row in rows if row.cells))


def _expect_words(sheet: Worksheet) -> None:
    """Refuse a heading that is a number or a date on a sheet that pyxform reads: it ends there without a word."""
    if sheet.title.strip().lower() not in SUPPORTED_SHEET_NAMES:
        return
    headings = next(sheet.iter_rows(max_row=1, max_col=MOST_COLUMNS, values_only=True), ())
    strange = [cell_text(heading) for heading in headings if not isinstance(heading, str | None)]
    if strange:
        raise FormRefused(
            tuple(
                Finding(code="heading_is_no_word", sheet=sheet.title, row=1, column=each) for each in strange
            )
        )


def _lines(sheet: Worksheet) -> Iterator[tuple[int, list[str]]]:
    if isinstance(sheet, ReadOnlyWorksheet):
        sheet.reset_dimensions()  # a file may claim a million columns
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        if number > MOST_ROWS:
            raise too_long(sheet.title, MOST_ROWS)
        yield number, [cell_text(cell) for cell in cells]


def cell_text(cell: object) -> str:
    """Return a cell as the text that XLSForm reads: true and false in capitals, dates in ISO form."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell).strip()
