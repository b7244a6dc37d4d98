"""Column headings: canonical names, and suggestions for misspelt ones."""

from collections.abc import Iterator, Mapping

from forms.model.findings import Finding
from forms.xlsform.cells import SheetTable

_ALIASES = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::constraint": "constraint",
    "bind::calculate": "calculate",
    "calculation": "calculate",
    "bind::required": "required",
    "read_only": "readonly",
    "bind::readonly": "readonly",
    "repeat_count": "count",
    "jr:count": "count",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "bind::jr:constraintmsg": "constraint_message",
    "bind::jr:requiredmsg": "required_message",
}
TRANSLATED = frozenset({"label", "hint", "guidance_hint", "constraint_message", "required_message"})
_MEDIA = ("image", "big-image", "audio", "video", "media")
_GROUPS = frozenset({"bind", "body", "control", "instance", "media"})
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "survey": (
        "type", "name", "label", "hint", "guidance_hint", "relevant", "required", "required_message",
        "constraint", "constraint_message", "calculation", "default", "appearance", "choice_filter",
        "repeat_count", "read_only", "parameters", "trigger", *_MEDIA,
    ),
    "choices": ("list_name", "name", "label", *_MEDIA),
    "external_choices": ("list_name", "name", "label"),
    "settings": (
        "form_title", "form_id", "version", "default_language", "allow_choice_duplicates",
        "instance_name", "clean_text_values",
    ),
    "indicators": ("name", "label", "numerator", "denominator", "rollup", "target", "source"),
    "checks": ("name", "expression", "severity", "message"),
}  # fmt: skip
_OTHER_WORDS = frozenset(
    {
        "relevance", "readonly", "calculate", "caption", "command", "tag", "value", "count", "list name",
        "constraining_message", "requiredmsg", "noapperrorstring", "no_app_error_string", "rows", "autoplay",
        "disabled", "save_to", "intent", "note", "notes", "comment", "comments", "order", "version", "style",
        "title", "id_string", "set_form_title", "set_form_id", "prefix", "public_key", "submission_url",
        "auto_send", "auto_delete", "namespaces", "omit_instanceid", "instance_id", "sms_keyword", "geometry",
    }
)  # fmt: skip
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "survey": ("type",),
    "choices": ("list_name", "name"),
    "external_choices": ("list_name", "name"),
    "indicators": ("name", "numerator"),
    "checks": ("name", "expression"),
}
_OFF_BY = 3  # edits (a letter left out, added, changed, swapped) in a long word
_LONG = 8  # letters; a shorter word that nearly equals a column is the author's own column
_SHEETS = tuple(_COLUMNS)


def canonical(heading: str) -> str:
    """Return the XLSForm name of a column, without language, capitals, spaces or obsolete spelling."""
    name = "_".join(heading.strip().lower().split())
    name = _ALIASES.get(name, name)
    before = name.split(":")[0].rstrip("_")
    before = _ALIASES.get(before, before)
    return before if before in TRANSLATED else name


def language(heading: str) -> str:
    """Return the language in a heading, after its colons; "" if there is none."""
    before, _, after = heading.partition("::" if "::" in heading else ":")
    return after.strip() if canonical(before) in TRANSLATED else ""


def heading_faults(sheet: str, table: SheetTable) -> Iterator[Finding]:
    """Yield headings that are not text, duplicate headings, and missing mandatory columns."""
    for heading in table.strange:
        yield table.at(1, heading, "heading_is_no_word", heading)
    seen: dict[tuple[str, str], str] = {}
    for heading in filter(None, table.headings):
        key = canonical(heading), language(heading)
        if key in seen and (sheet == "survey" or heading == seen[key]):
            yield table.at(1, heading, "heading_twice", heading, other=seen[key])
        seen.setdefault(key, heading)
    for column in _REQUIRED.get(sheet, ()):
        if table.rows and column not in {name for name, _ in seen}:
            yield table.at(1, column, "missing_column", column)


def misspelt(sheet: str, table: SheetTable, used: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Yield a warning for each unknown heading that resembles a known one; a filter reads the headings in `used`."""
    there = {canonical(heading) for heading in table.headings}
    for heading in filter(None, table.headings):
        meant = None if heading in used else _meant(heading, sheet, there)
        if meant is not None:
            yield table.at(1, heading, "misspelt_heading", heading, meant=meant)


def _meant(heading: str, sheet: str, there: set[str]) -> str | None:
    before, colons, after = heading.partition("::" if "::" in heading else ":")
    word = "_".join(before.strip().lower().split())
    known = _COLUMNS.get(sheet, ())
    if word in known or word in _OTHER_WORDS or word in _ALIASES or word in _GROUPS:
        return None
    near = nearest(word, known)
    if near is None or (canonical(near) in there and not colons and len(near) < _LONG):
        return None
    return f"{near}{colons}{after}"


def misspelt_sheets(tables: Mapping[str, SheetTable]) -> Iterator[Finding]:
    """Yield a warning for each unknown sheet whose name resembles that of a missing one."""
    for name, table in tables.items():
        wanted = tuple(sheet for sheet in _SHEETS if sheet not in tables)
        near = None if name in _SHEETS else nearest(name, wanted)
        if near is not None:
            yield table.at(0, "", "misspelt_sheet", table.name, meant=near)


def nearest(word: str, known: tuple[str, ...]) -> str | None:
    """Return the known word closest to a misspelt one; None if none is close."""
    distances = {each: _distance(word, each) for each in known}
    near = min(distances, key=lambda each: distances[each], default=None)
    if near is None or distances[near] > min(_OFF_BY, (len(near) + 1) // 3):
        return None
    return near


def _distance(one: str, other: str) -> int:
    """Return the edit distance of two words, in which a swap of neighbours counts once."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        two_before, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
    return row[-1]
