"""Tiny questionnaires, one for each test that needs a form of its own."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

Rows = Sequence[tuple[str, ...]]


def workbook(*, survey: Rows, choices: Rows = (), checks: Rows = ()) -> bytes:
    """Return an .xlsx with these sheets; the form is called 'tiny'."""
    made = Workbook()
    settings: Rows = (("form_title", "form_id"), ("Nhỏ", "tiny"))
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings), ("checks", checks)):
        if rows:
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
    del made["Sheet"]
    saved = BytesIO()
    made.save(saved)
    return saved.getvalue()
