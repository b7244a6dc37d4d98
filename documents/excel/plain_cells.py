"""Protection of text in spreadsheets against being evaluated as a formula.

Excel and LibreOffice evaluate text that begins with certain characters: a name typed as `=HYPERLINK(…)` would run on
the reader's computer (OWASP: CSV injection). Numbers are written as numbers and are safe.
"""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

CELL_LIMIT = 32_767  # characters; Excel reports a file with longer cells as damaged

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
)  # with their full-width variants


def is_evaluated(text: str) -> bool:
    """Tell whether a spreadsheet would evaluate the text as a formula."""
    return text.lstrip(" \u00a0").startswith(_EVALUATED)


def cell_text(text: str) -> str:
    """Return the text without control characters, truncated to Excel's limit."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:CELL_LIMIT]


def csv_text(text: str) -> str:
    """Return text for a .csv field, with a leading apostrophe if a spreadsheet would evaluate it."""
    plain = cell_text(text)
    return f"'{plain}" if is_evaluated(plain) else plain
