"""Workbooks of printed tables."""

from collections.abc import Iterable
from datetime import datetime

from openpyxl import Workbook

from documents.excel.package import packed
from documents.tables.printed_table import PrintedTable
from documents.tables.table_sheet import TableSheet


def table_workbook(tables: Iterable[PrintedTable], made_at: datetime, *, footer: str = "") -> bytes:
    """Return an .xlsx file with a sheet for each table, named as the table.

    `footer` is printed on every page, such as a draft's note. Raises ValueError without a table.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for table in tables:
        TableSheet(workbook.create_sheet(table.name), table).write(footer)
    if not workbook.worksheets:
        raise ValueError("a workbook needs at least one table")
    return packed(workbook, {}, made_at)
