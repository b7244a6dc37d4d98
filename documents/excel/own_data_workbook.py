"""A person's stored data as a workbook: a sheet for each kind of record."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from openpyxl import Workbook

from documents.excel.package import packed
from documents.excel.sheet import CellStyle, Sheet

HEADER_ROW, FIRST_ROW = 3, 4
NARROWEST, WIDEST = 12, 60  # in characters

_TITLE = CellStyle(size=14, bold=True, grid=False)
_NOTE = CellStyle(italic=True, color="5B6876", grid=False)
_HEADER = CellStyle(bold=True, fill="DCE7F1", align="center", wrap=True)
_TEXT, _PLAIN = CellStyle(wrap=True), CellStyle()

Cell = str | int | datetime | None
"""A text, a count, a time in the office's zone, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSection:
    """One kind of record: sheet name, column headings, and a row for each record."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """A person's stored data, formatted; `note` describes the file."""

    title: str
    note: str
    made_at: datetime
    sections: tuple[RecordSection, ...]


def own_data_workbook(data: OwnData) -> bytes:
    """Return the data as an .xlsx file; output is deterministic."""
    workbook = Workbook()
    del workbook["Sheet"]
    for section in data.sections:
        _write(Sheet(workbook.create_sheet(section.title)), data, section)
    return packed(workbook, {}, data.made_at)


def _write(sheet: Sheet, data: OwnData, section: RecordSection) -> None:
    sheet.text(1, 1, data.title, _TITLE)
    sheet.text(2, 1, data.note, _NOTE)
    widths = [_width(section, place) for place in range(len(section.columns))]
    for place, (column, width) in enumerate(zip(section.columns, widths, strict=True), start=1):
        sheet.text(HEADER_ROW, place, column, _HEADER)
        sheet.width(place, width)
    for number, row in enumerate(section.rows, start=FIRST_ROW):
        for place, cell in enumerate(row, start=1):
            _put(sheet, number, place, cell)
        sheet.fit_height(
            number, [(cell, width) for cell, width in zip(row, widths, strict=True) if isinstance(cell, str)]
        )
    sheet.worksheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.print_on_a4(repeat_rows=f"{HEADER_ROW}:{HEADER_ROW}")


def _put(sheet: Sheet, row: int, column: int, cell: Cell) -> None:
    match cell:
        case None:
            sheet.blank(row, column, _PLAIN)
        case int():
            sheet.number(row, column, Decimal(cell))
        case datetime():
            sheet.moment(row, column, cell)
        case _:
            sheet.text(row, column, cell, _TEXT)


def _width(section: RecordSection, place: int) -> int:
    """Return a column's width in characters: that of its longest line, within limits."""
    cells = (row[place] for row in section.rows)
    lines = [line for cell in cells if isinstance(cell, str) for line in cell.split("\n")]
    moments = 18 if any(isinstance(row[place], datetime) for row in section.rows) else 0
    longest = max(map(len, [section.columns[place], *lines]), default=0)
    return min(max(longest + 3, moments, NARROWEST), WIDEST)
