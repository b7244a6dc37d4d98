"""A printed table on a worksheet: A4, Times New Roman, borders, header rows repeated on every page."""

from collections.abc import Iterable
from math import ceil
from typing import Final, cast

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font
from openpyxl.styles import Side as BorderSide
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from documents.excel.plain_cells import cell_text, is_evaluated
from documents.excel.sheet import A4
from documents.tables.line_count import line_count
from documents.tables.printed_number import printed_number
from documents.tables.printed_table import PrintedTable, Side

FONT: Final = "Times New Roman"
TITLE_SIZE, LINE_SPARE = 13, 5
_SPACE: Final = "_0"  # a digit's width after the number; LibreOffice does not indent every number of a row
_THIN = BorderSide(style="thin", color="000000")
_GRID: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_INCH = 25.4  # millimetres
_MARGINS: Final = {
    "left": 30,
    "right": 15,
    "top": 20,
    "bottom": 20,
    "header": 9,
    "footer": 9,
}  # decree 30/2020


class TableSheet:
    """A worksheet in progress. `row` is the last row written."""

    def __init__(self, worksheet: Worksheet, table: PrintedTable) -> None:
        self._sheet, self._table = worksheet, table
        self._size = 11 if table.is_landscape else 12
        self._widths = [column.width for column in table.columns]
        self._rooms = [column.width - (column.side is not Side.CENTRE) for column in table.columns]
        self._row = 0

    def write(self, footer: str) -> None:
        """Write the table. `footer` is printed small and grey on every page."""
        for place, width in enumerate(self._widths, start=1):
            self._sheet.column_dimensions[get_column_letter(place)].width = width
        for line in self._table.title.split("\n"):
            self._across(line, bold=True, side=Side.CENTRE, size=TITLE_SIZE)
        for sentence in self._table.lead:
            self._across(sentence, bold=False, side=Side.LEFT, size=self._size)
        self._row += 1
        first = self._row + 1
        self._header()
        self._sheet.freeze_panes = f"A{self._row + 1}"
        self._sheet.print_title_rows = f"{first}:{self._row}"
        for place, row in enumerate(self._table.rows):
            self._body_row(row, bold=place in self._table.bold_rows)
        self._page(footer)

    def _across(self, text: str, *, bold: bool, side: Side, size: int) -> None:
        self._row += 1
        self._text(self._row, 1, text, bold=bold, side=side, size=size)
        self._sheet.merge_cells(
            start_row=self._row, start_column=1, end_row=self._row, end_column=len(self._widths)
        )
        self._height([(text, sum(self._widths), bold)], size=size)

    def _header(self) -> None:
        top, rows = self._row + 1, len(self._table.header)
        for row in range(rows):
            for column in range(len(self._widths)):
                self._cell(top + row, 1 + column).border = _GRID
        lines = [1] * rows
        for row, column, cell in self._table.placed_cells():
            self._text(top + row, 1 + column, cell.text, bold=True, side=Side.CENTRE)
            if (cell.rows, cell.columns) != (1, 1):
                self._sheet.merge_cells(
                    start_row=top + row,
                    start_column=1 + column,
                    end_row=top + row + cell.rows - 1,
                    end_column=column + cell.columns,
                )
            width = sum(self._widths[column : column + cell.columns])
            needed = line_count(cell.text, width, size=self._size, is_bold=True)
            for share in range(cell.rows, 0, -1):  # divides the lines evenly between the rows
                part = row + cell.rows - share
                lines[part] = max(lines[part], ceil(needed / share))
                needed -= lines[part]
        for row, count in enumerate(lines):
            self._sheet.row_dimensions[top + row].height = self._points(count, self._size)
        self._row = top + rows - 1

    def _body_row(self, row: tuple[str, ...], *, bold: bool) -> None:
        self._row += 1
        for place, (text, column) in enumerate(zip(row, self._table.columns, strict=True), start=1):
            number = printed_number(text) if column.is_number else None
            if number is None:
                self._text(self._row, place, text, bold=bold, side=column.side)
            else:
                self._text(self._row, place, "", bold=bold, side=column.side)
                cell = self._cell(self._row, place)
                cell.value = number.value
                cell.number_format = number.number_format
                if column.side is Side.RIGHT:
                    cell.number_format += _SPACE
                    cell.alignment = Alignment(horizontal=column.side.value, vertical="center")
            self._cell(self._row, place).border = _GRID
        self._height([(text, width, bold) for text, width in zip(row, self._rooms, strict=True)])

    def _text(
        self, row: int, column: int, text: str, *, bold: bool, side: Side, size: int | None = None
    ) -> None:
        """Write text that is never evaluated as a formula; an empty cell stays empty."""
        cell = self._cell(row, column)
        cell.font = Font(name=FONT, size=size or self._size, bold=bold, color="000000")
        indent = 0 if side is Side.CENTRE else 1
        cell.alignment = Alignment(horizontal=side.value, vertical="center", wrap_text=True, indent=indent)
        if plain := cell_text(text):
            cell.value = plain
            cell.data_type = "s"  # openpyxl makes a formula of a leading '='
            cell.quotePrefix = is_evaluated(plain)  # Excel's apostrophe: text after editing too

    def _height(self, texts: Iterable[tuple[str, float, bool]], size: int | None = None) -> None:
        points = size or self._size
        count = max(line_count(text, width, size=points, is_bold=bold) for text, width, bold in texts)
        self._sheet.row_dimensions[self._row].height = self._points(count, points)

    def _points(self, lines: int, size: int) -> float:
        return round(lines * size * 1.25 + LINE_SPARE, 1)

    def _cell(self, row: int, column: int) -> SheetCell:
        return cast("SheetCell", self._sheet.cell(row, column))  # no merged cell is written after its merge

    def _page(self, footer: str) -> None:
        sheet = self._sheet
        sheet.page_setup.orientation = "landscape" if self._table.is_landscape else "portrait"
        sheet.page_setup.paperSize = A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        sheet.page_margins = PageMargins(**{side: round(mm / _INCH, 3) for side, mm in _MARGINS.items()})
        sheet.HeaderFooter.differentFirst = True  # decree 30/2020: no number on the first page
        _write(sheet.oddHeader, "&P", size=13, color="000000")
        for part in (sheet.oddFooter, sheet.firstFooter):
            _write(part, footer.replace("&", "&&"), size=9, color="808080")


def _write(part: HeaderFooterItem | None, text: str, *, size: int, color: str) -> None:
    if part is not None and text:
        part.center.text, part.center.font = text, f"{FONT},Regular"
        part.center.size, part.center.color = size, color
