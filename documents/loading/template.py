"""A template workbook: one sheet with headings, one with an example, one that explains the columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from documents.excel.sheet import CellStyle, Sheet
from texts.catalogue import Catalogue

HEADING_ROW, FIRST_ROW, LAST_ROW = 1, 2, 5_000
AS_TEXT, AS_DATE = "@", "dd/mm/yyyy"
NOTE_WIDTH = 90  # characters
NOTE_SIZE = (300, 120)  # pixels

HEADING = CellStyle(bold=True, fill="DCE7F1", align="center", wrap=True)
REQUIRED = CellStyle(bold=True, fill="FDE3B4", align="center", wrap=True)
TITLE = CellStyle(size=14, bold=True, grid=False)
TEXT = CellStyle(grid=False, wrap=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateColumn:
    """A column: heading, explanation, width in characters, and allowed values."""

    heading: str
    note: str
    width: int
    required: bool = False
    number_format: str = AS_TEXT
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template; `title` names the sheet, `guide` are the lines of its instructions."""

    title: str
    guide: tuple[str, ...]
    columns: tuple[TemplateColumn, ...]
    examples: tuple[tuple[str, ...], ...]

    def workbook(self, words: Catalogue) -> bytes:
        """Return the workbook as .xlsx."""
        book = Workbook()
        book.remove(book.worksheets[0])
        filled = book.create_sheet(self.title)
        example = book.create_sheet(words.plain("register.template.example"))
        guide = book.create_sheet(words.plain("register.template.guide"))
        for sheet in (filled, example):
            self._headings(sheet)
        self._choices(filled)
        for row, values in enumerate(self.examples, start=FIRST_ROW):
            for column, value in enumerate(values, start=1):
                Sheet(example).text(row, column, value)
        self._guide(Sheet(guide), words)
        content = BytesIO()
        book.save(content)
        return content.getvalue()

    def _headings(self, sheet: Worksheet) -> None:
        written = Sheet(sheet)
        for number, column in enumerate(self.columns, start=1):
            written.text(HEADING_ROW, number, column.heading, REQUIRED if column.required else HEADING)
            note = Comment(column.note, "Baocao")
            note.width, note.height = NOTE_SIZE
            sheet.cell(HEADING_ROW, number).comment = note
            written.width(number, column.width)
            shape = sheet.column_dimensions[get_column_letter(number)]
            shape.number_format = column.number_format
            shape.font = Font(name="Arial", size=11)
            shape.alignment = Alignment(vertical="center")
        written.height(HEADING_ROW, 2)
        sheet.freeze_panes = f"A{FIRST_ROW}"
        written.print_on_a4(repeat_rows=f"{HEADING_ROW}:{HEADING_ROW}")

    def _choices(self, sheet: Worksheet) -> None:
        """Add drop-down lists of the allowed values; other values can still be typed."""
        for number, column in enumerate(self.columns, start=1):
            if column.choices:
                listed = f'"{",".join(column.choices)}"'  # Excel's limit is 255 characters
                rule = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=False)
                place = get_column_letter(number)
                rule.add(f"{place}{FIRST_ROW}:{place}{LAST_ROW}")
                sheet.add_data_validation(rule)

    def _guide(self, sheet: Sheet, words: Catalogue) -> None:
        sheet.text(1, 1, words.plain("register.template.guide"), TITLE)
        rows: Sequence[tuple[str, str]] = [("", line) for line in self.guide]
        rows = [*rows, ("", ""), *((column.heading, column.note) for column in self.columns)]
        for row, (heading, note) in enumerate(rows, start=2):
            if heading:
                sheet.text(row, 1, heading, CellStyle(bold=True, grid=False, wrap=True))
                sheet.text(row, 2, note, TEXT)
            elif note:
                sheet.text(row, 1, note, TEXT)
                sheet.merge((row, 1), (row, 2))
            sheet.fit_height(row, [(note, NOTE_WIDTH)])
        sheet.width(1, 24)
        sheet.width(2, NOTE_WIDTH)
        sheet.print_on_a4(repeat_rows="1:1")
