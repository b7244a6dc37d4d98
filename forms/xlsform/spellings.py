"""Normalization of unambiguous deviations from XLSForm's spelling.

Both the checks and pyxform read the normalized sheets.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from forms.xlsform.cells import SheetRow, SheetTable
from forms.xlsform.headings import canonical
from texts.normalize import fold

_STRAIGHT = str.maketrans(
    {"\xa0": " ", "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "‚": "'", "‛": "'"}
)
_YES = frozenset(
    {"yes", "y", "true", "1", "co", "x", "v", "dung", "bat buoc", "ok", "✓", "✔", "☑", "✅", "√"}
)
_NO = frozenset(
    {"no", "n", "false", "0", "khong", "ko", "k", "sai", "khong bat buoc", "-", "✗", "✘", "☐", "❌"}
)
_SAID = frozenset({"required", "readonly", "disabled"})
_SETTINGS_SAID = frozenset({"allow_choice_duplicates", "clean_text_values", "omit_instanceid"})
_KNOWN_TYPES = {" ".join(name.lower().split("_")): name for name in QUESTION_TYPE_DICT}
_LISTED = re.compile(
    r"(select[ _]one[ _]from[ _]file|select[ _]multiple[ _]from[ _]file|select[ _]one[ _]external"
    r"|select[ _]one|select[ _]multiple|rank)\s+(\S+)(?:\s+(or[ _]other))?",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2})?")
_BRACKET = re.compile(r"(begin|end)[ _]?(group|repeat|loop)(.*)", re.IGNORECASE)


def with_odk_spelling(tables: Mapping[str, SheetTable]) -> dict[str, SheetTable]:
    """Return the sheets with straight quotes and with yes, no and types in ODK's spelling."""
    return {name: _spelled(name, table) for name, table in tables.items()}


def straight(text: str) -> str:
    """Return a text with straight quotes, because XPath does not accept the curly quotes of word processors."""
    return text.translate(_STRAIGHT)


def yes_or_no(text: str) -> str:
    """Return 'yes' or 'no' for a word that means it in either language, other texts unchanged."""
    said = fold(text).strip(" .!") or text.strip()
    if said in _YES:
        return "yes"
    return "no" if said in _NO else text


def odk_type(text: str) -> str:
    """Return a question's type in ODK's spelling: lower case, with ODK's separators."""
    words = " ".join(text.split())
    known = _KNOWN_TYPES.get(words.lower().replace("_", " "))
    if known is not None and words not in QUESTION_TYPE_DICT:
        return str(known)
    if listed := _LISTED.fullmatch(words):
        keyword, name, other = listed.groups()
        ending = " or_other" if other else ""
        return f"{keyword.lower().replace(' ', '_')} {name}{ending}"
    if bracket := _BRACKET.fullmatch(words):
        begin, kind, rest = bracket.groups()
        return f"{begin.lower()}_{kind.lower()}{rest}"
    return words


def _spelled(name: str, table: SheetTable) -> SheetTable:
    if name in {"indicators", "checks"}:
        return _in_small_letters(table)
    if name not in {"survey", "choices", "external_choices", "settings"}:
        return table
    meanings = {heading: canonical(heading) for heading in table.headings if heading}
    headings = table.headings
    if name == "survey" and "name" not in meanings.values():
        meanings, headings = {**meanings, "name": "name"}, (*headings, "name")
    rows = tuple(_row(name, row, meanings) for row in table.rows)
    return replace(table, headings=headings, rows=rows)


def _in_small_letters(table: SheetTable) -> SheetTable:
    """Return an indicator or check sheet with lower-case headings; language names keep their case."""
    small = {each: _small(each) for each in table.headings}
    return replace(
        table,
        headings=tuple(map(_small, table.headings)),
        rows=tuple(
            replace(
                row,
                cells={small[heading]: text for heading, text in row.cells.items()},
                uncomputed=frozenset(small[heading] for heading in row.uncomputed),
            )
            for row in table.rows
        ),
    )


def _small(heading: str) -> str:
    before, colons, language = heading.partition("::")
    return f"{before.strip().lower()}{colons}{language}"


def _row(sheet: str, row: SheetRow, meanings: Mapping[str, str]) -> SheetRow:
    cells = {heading: _cell(sheet, meanings[heading], text) for heading, text in row.cells.items()}
    at = {column: heading for heading, column in reversed(list(meanings.items()))}
    if sheet == "survey" and cells.get(at.get("type", "")) == "note":
        cells.setdefault(at["name"], f"generated_note_name_{row.number}")
    name = cells.get(at.get("name", ""), "")
    standins = {heading: name for heading in row.uncomputed if name and meanings.get(heading) == "label"}
    return replace(row, cells={**cells, **standins})


def _cell(sheet: str, column: str, text: str) -> str:
    if sheet == "survey" and column == "type":
        return odk_type(text)
    if (sheet == "survey" and column in _SAID) or (sheet == "settings" and column in _SETTINGS_SAID):
        return yes_or_no(text)
    if sheet == "survey" and column == "calculate" and _DAY.fullmatch(text):
        return f"'{text}'"  # a date in the cell, not a subtraction of numbers
    return straight(text)
