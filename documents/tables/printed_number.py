"""The number that a printed text shows, for a spreadsheet's cell."""

import re
from dataclasses import dataclass
from decimal import Decimal

from documents.tables.table_style import Grouping

_LOCALE = (
    "[$-42A]"  # Vietnamese; LibreOffice takes the separators from it, Excel from the computer's settings
)
_PRINTED = re.compile(
    r"(?P<whole>0|[1-9][0-9]{0,2}(?P<grouped>(?:\.[0-9]{3})+)|[1-9][0-9]*)(?:,(?P<decimals>[0-9]+))?"
)
_MOST_DIGITS = 15  # a spreadsheet keeps no more


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number with the spreadsheet format that prints it as the text does."""

    value: Decimal
    number_format: str


def printed_number(text: str) -> PrintedNumber | None:
    """Return the number of a text such as '3.358' or '98,75', or None for any other text."""
    found = _PRINTED.fullmatch(text)
    if found is None or sum(character.isdecimal() for character in text) > _MOST_DIGITS:
        return None
    whole, decimals = found["whole"].replace(Grouping.DOT, ""), found["decimals"] or ""
    pattern = "#,##0" if found["grouped"] else "0"
    return PrintedNumber(
        value=Decimal(f"{whole}.{decimals}" if decimals else whole),
        number_format=_LOCALE + (f"{pattern}.{'0' * len(decimals)}" if decimals else pattern),
    )
