"""The sheets of repeats: one for each repeat, with a line for each row of a unit."""

from decimal import Decimal

from documents.excel.sheet import CellStyle, Sheet
from documents.excel.units_sheet import CENTRED, HEADER, NOTE, TITLE, made_note, write_value
from reporting.figures.table import Column, ColumnKind, ListedRow, RowList, Table
from texts.catalogue import Catalogue

HEADER_ROW, FIRST_ROW, LEADING = 4, 5, 2
UNIT_WIDTH, ROW_WIDTH, NUMBER_WIDTH, TEXT_WIDTH = 22, 7, 14, 28  # in characters
LONGEST_TITLE = 31  # characters, Excel's limit

_PLAIN = CellStyle()
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def sheet_title(label: str, taken: list[str]) -> str:
    """Return a valid and unique title for a repeat's sheet."""
    plain = " ".join(label.translate(_FORBIDDEN).split()) or "-"
    used = {each.casefold() for each in taken}
    titles = (
        f"{plain[: LONGEST_TITLE - len(mark)]}{mark}" for mark in ("", *(f" {n}" for n in range(2, 1000)))
    )
    return next(title for title in titles if title.casefold() not in used)


def write_list(sheet: Sheet, table: Table, listed: RowList, words: Catalogue) -> None:
    """Fill the sheet of a repeat."""
    title = words.plain("reporting.workbook.title", round=table.round.title, unit=table.unit.full_name)
    sheet.text(1, 1, f"{title} · {listed.label}", TITLE)
    sheet.text(2, 1, made_note(table, words), NOTE)
    sheet.text(HEADER_ROW, 1, words.plain("reporting.workbook.unit"), HEADER)
    sheet.text(HEADER_ROW, 2, words.plain("reporting.workbook.number"), HEADER)
    for n, column in enumerate(listed.columns, start=LEADING + 1):
        sheet.text(HEADER_ROW, n, column.label, HEADER)
        sheet.width(n, _width(column))
    sheet.fit_height(HEADER_ROW, [(column.label, _width(column)) for column in listed.columns], least=2)
    for at, row in enumerate(listed.rows, start=FIRST_ROW):
        _write_row(sheet, at, row, listed.columns, words)
    sheet.width(1, UNIT_WIDTH)
    sheet.width(2, ROW_WIDTH)
    sheet.worksheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.print_on_a4(repeat_rows=f"{HEADER_ROW}:{HEADER_ROW}", repeat_columns="A:B")


def _write_row(sheet: Sheet, at: int, row: ListedRow, columns: tuple[Column, ...], words: Catalogue) -> None:
    name = row.unit.full_name
    sheet.text(at, 1, name[:1].upper() + name[1:])
    if row.number.isdecimal():
        sheet.number(at, 2, Decimal(row.number), CENTRED)
    else:
        sheet.text(at, 2, row.number, CENTRED)
    for n, column in enumerate(columns, start=LEADING + 1):
        write_value(sheet, (at, n), row.values.get(column.key), _PLAIN, words)
    texts = (
        (value, _width(column)) for column in columns if isinstance(value := row.values.get(column.key), str)
    )
    sheet.fit_height(at, texts)


def _width(column: Column) -> int:
    return TEXT_WIDTH if column.kind is ColumnKind.TEXT else NUMBER_WIDTH
