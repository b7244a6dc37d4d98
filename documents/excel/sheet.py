"""A worksheet with cell styles and the results of its formulas."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from math import ceil
from typing import Literal, cast

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from documents.excel.plain_cells import cell_text, is_evaluated

A4 = 9
LINE_HEIGHT, LINE_SPARE, MOST_LINES = 15, 4, 8
WIDTH_OF_LETTER = 1.25  # Excel's character widths per letter, with room for bold letters and line breaks

WHOLE, BROKEN, RATE = "#,##0", "#,##0.##", "0.00%"
MOMENT = "dd/mm/yyyy hh:mm"

_THIN = Side(style="thin", color="B8C2CC")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStyle:
    """A cell's style; `fill` and `color` are hexadecimal RGB."""

    size: int = 11
    bold: bool = False
    italic: bool = False
    color: str = "1D2733"
    fill: str | None = None
    align: Literal["left", "center", "right"] = "left"
    wrap: bool = False
    grid: bool = True

    @property
    def indent(self) -> bool:
        """Whether the text is indented from the cell's edge."""
        return self.grid and self.align != "center"


PLAIN = CellStyle()


class Sheet:
    """A worksheet with the results of the formulas written to it, by cell."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = worksheet
        self.results: dict[str, Decimal] = {}

    @property
    def title(self) -> str:
        """The name on the sheet's tab."""
        return self.worksheet.title

    def text(self, row: int, column: int, text: str, look: CellStyle = PLAIN) -> None:
        """Write text that is never evaluated as a formula."""
        cell = self._cell(row, column, look)
        plain = cell_text(text)
        cell.value = plain
        cell.data_type = "s"  # openpyxl makes a formula of a leading '='
        if is_evaluated(plain):
            cell.quotePrefix = True  # Excel's apostrophe: the cell stays text after editing

    def number(
        self, row: int, column: int, value: Decimal, look: CellStyle = PLAIN, *, form: str = ""
    ) -> None:
        """Write a number with thousands separators; `form` is another Excel number format."""
        cell = self._cell(row, column, look if look.align == "center" else replace(look, align="right"))
        cell.value = value
        cell.number_format = form or (WHOLE if value == value.to_integral_value() else BROKEN)

    def formula(
        self,
        row: int,
        column: int,
        formula: str,
        result: Decimal,
        look: CellStyle = PLAIN,
        *,
        form: str = WHOLE,
    ) -> None:
        """Write a formula and its result."""
        cell = self._cell(row, column, replace(look, align="right"))
        cell.value = f"={formula}"
        cell.number_format = form
        self.results[cell.coordinate] = result

    def moment(self, row: int, column: int, at: datetime, look: CellStyle = PLAIN) -> None:
        """Write a date and time in the time zone they carry, as Excel has no time zones."""
        cell = self._cell(row, column, look)
        cell.value = at.replace(tzinfo=None)
        cell.number_format = MOMENT

    def blank(self, row: int, column: int, look: CellStyle = PLAIN) -> None:
        """Style an empty cell of the table."""
        self._cell(row, column, look)

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Merge a block of cells, given by (row, column) of its corners."""
        if first != last:
            (top, left), (bottom, right) = first, last
            self.worksheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)

    def width(self, column: int, characters: float) -> None:
        """Set a column's width."""
        self.worksheet.column_dimensions[get_column_letter(column)].width = characters

    def height(self, row: int, lines: int) -> None:
        """Set a row's height to a number of lines."""
        self.worksheet.row_dimensions[row].height = lines * LINE_HEIGHT + LINE_SPARE

    def fit_height(self, row: int, texts: Iterable[tuple[str, float]], least: int = 1) -> None:
        """Set a row's height to fit wrapped texts, within limits, because Excel does not do so by itself."""
        lines = max((ceil(len(text) * WIDTH_OF_LETTER / width) for text, width in texts), default=1)
        self.height(row, min(max(lines, least), MOST_LINES))

    def print_on_a4(
        self, *, repeat_rows: str, repeat_columns: str | None = None, pages_wide: int = 1
    ) -> None:
        """Set landscape A4 printing: that many pages wide, headings repeated, pages numbered."""
        sheet = self.worksheet
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = A4
        sheet.page_setup.fitToWidth = pages_wide
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = repeat_rows
        sheet.print_title_cols = repeat_columns
        sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.3, footer=0.3)
        sheet.oddFooter = HeaderFooterItem()
        sheet.oddFooter.center.text = "&P/&N"

    def _cell(self, row: int, column: int, look: CellStyle) -> Cell:
        cell = cast("Cell", self.worksheet.cell(row, column))  # merged cells are not written twice
        cell.font = Font(name="Arial", size=look.size, bold=look.bold, italic=look.italic, color=look.color)
        cell.alignment = Alignment(
            horizontal=look.align, vertical="center", wrap_text=look.wrap, indent=1 if look.indent else 0
        )
        if look.fill:
            cell.fill = PatternFill("solid", start_color=look.fill)
        if look.grid:
            cell.border = GRID
        return cell
