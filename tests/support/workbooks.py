"""Questionnaires of the tests' own, as .xlsx files."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

Rows = Sequence[Sequence[str]]


def workbook(*, survey: Rows, choices: Rows, settings: Rows) -> bytes:
    """Return a questionnaire's sheets as an .xlsx file."""
    book = Workbook()
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()
