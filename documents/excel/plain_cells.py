"""Text that must stay text in a spreadsheet, whatever it begins with.

Excel and LibreOffice calculate what begins with one of these signs: a name typed as `=HYPERLINK(…)` would act in
the office of whoever opens the export (OWASP: CSV injection). Numbers are written as numbers and need nothing.
"""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

CELL_LIMIT = 32_767  # characters; Excel calls a file with more of them damaged

_EVALUATED = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # the wide ones where the keyboard has them


def is_evaluated(text: str) -> bool:
    """Tell whether a spreadsheet would take the text for a formula."""
    return text.lstrip(" \u00a0").startswith(_EVALUATED)


def cell_text(text: str) -> str:
    """Return what can stand in a cell of a workbook: no control characters, no more than Excel takes."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:CELL_LIMIT]


def csv_text(text: str) -> str:
    """Return text for a field of a .csv file, behind an apostrophe where a spreadsheet would calculate it."""
    plain = cell_text(text)
    return f"'{plain}" if is_evaluated(plain) else plain
