"""Warnings for texts that name a year, which is wrong in a round of another year."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from forms.model.findings import Finding
from forms.xlsform.cells import SheetTable
from forms.xlsform.headings import canonical

NAMES_A_YEAR = "names_a_year"
_TEXTS = {
    "survey": frozenset({"label", "hint", "guidance_hint", "constraint_message", "required_message"}),
    "choices": frozenset({"label"}),
    "checks": frozenset({"message"}),
    "indicators": frozenset({"label"}),
    "settings": frozenset({"form_title"}),
}
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d|/)"
_NAMED = re.compile(
    rf"\bnăm(?: học)? {_YEAR}"
    rf"|\b(?:tháng|quý|tuần) ?(?:[0-9]{{1,2}}|[ivx]+)(?: ?[/-] ?| năm | )(?P<part>(?:19|20)\d{{2}})(?!\d|/)"
    rf"|(?<![\d/])[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-](?P<day>(?:19|20)\d{{2}})(?!\d|/)"
    rf"|\b(?:in|of|for|since|by|until|year|{_MONTHS}) (?P<english>(?:19|20)\d{{2}})(?!\d|/)",
    re.IGNORECASE,
)


def years_named(tables: Mapping[str, SheetTable]) -> Iterator[Finding]:
    """Yield a warning for each text that names a year ('tháng 12/2019'); its parameter `year` is that year."""
    for sheet, columns in _TEXTS.items():
        if (table := tables.get(sheet)) is not None:
            yield from _in_table(table, columns)


def other_years(findings: Iterable[Finding], years: range) -> tuple[Finding, ...]:
    """Return the findings without those that name one of these years."""
    own = {str(year) for year in years}
    return tuple(each for each in findings if each.code != NAMES_A_YEAR or each.parameters["year"] not in own)


def _in_table(table: SheetTable, columns: frozenset[str]) -> Iterator[Finding]:
    headings = [
        heading for heading in table.headings if canonical(heading) in columns or _bare(heading) in columns
    ]
    for row in table.rows:
        for heading in headings:
            text = unicodedata.normalize("NFC", row[heading])
            if found := _NAMED.search(text):
                year = next(each for each in found.groups() if each)
                yield table.place(row, heading, NAMES_A_YEAR, found[0], year=year)


def _bare(heading: str) -> str:
    """Return a heading without its language."""
    return heading.partition("::")[0].strip().lower()
