"""Workbooks as offices make them, for the tests."""

from collections.abc import Callable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Value = object


def workbook(
    rows: Sequence[Sequence[Value]],
    *,
    title: str = "Trang1",
    shape: Callable[[Worksheet], None] | None = None,
) -> bytes:
    """Return a workbook of one sheet; `shape` does what else is done to it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if shape:
        shape(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes."""
    content = BytesIO()
    book.save(content)
    return content.getvalue()
