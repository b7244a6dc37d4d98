"""Questionnaires of the tests' own, as .xlsx files."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

Rows = Sequence[Sequence[str]]

TINY: Rows = (("form_title", "form_id"), ("Nhỏ", "tiny"))


def workbook(*, survey: Rows, choices: Rows = (), settings: Rows = TINY, checks: Rows = ()) -> bytes:
    """Return a questionnaire's sheets as an .xlsx file; a sheet without rows is left out."""
    book = Workbook()
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings), ("checks", checks)):
        if rows:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
    del book["Sheet"]
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()
