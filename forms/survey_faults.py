"""What can be told to be wrong from the sheets alone: every fault, each in its cell."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial

from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from forms.findings import Finding
from forms.ordering import circles
from forms.references import own_row_references, self_and_above
from forms.survey import BEGINNINGS, ENDS, Line, Survey, canonical
from forms.tables import Table
from forms.xpath.compiler import Compiler
from forms.xpath.errors import ExpressionError
from forms.xpath.parser import parse
from forms.xpath.syntax import Expression, Literal, Reference, within, without_references

LONGEST_TEXT = 1500  # characters; a message of 2,000 must also hold the chapter, the progress and the choices
_EXPRESSIONS = ("relevant", "constraint", "calculate", "required", "readonly", "count", "choice_filter")
_TEXTS = frozenset({"label", "hint", "constraint_message", "required_message"})
_PLAIN = frozenset({"", "yes", "no", "true", "false", "true()", "false()"})  # no expressions if alone
_NAME = re.compile(r"[^\W\d][\w.\-]*")
_QUOTED_NAME = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")
_UNSUPPORTED = frozenset(
    {
        "geotrace",
        "geoshape",
        "osm",
        "background-audio",
        "background-geopoint",
        "start-geopoint",
        "xml-external",
        "select one external",
    }
)
_KNOWN = frozenset(name.lower() for name in QUESTION_TYPE_DICT)
_SELECTS = re.compile(
    r"(?:select[ _]one|select[ _]multiple|select1|select one from|select all that apply(?: from)?|rank)"
    r"(?P<file> from file)?\s+(?P<list>\S+)(?: or[ _]other)?",
    re.IGNORECASE,
)


def survey_faults(survey: Survey, choices: Table | None) -> list[Finding]:
    """Return the faults of the survey sheet, from its top to its end."""
    return sorted(_faults(survey, choices), key=lambda finding: finding.row)


def _faults(survey: Survey, choices: Table | None) -> Iterator[Finding]:
    names = Counter(line.of("name") for line in survey.lines if line.kind.lower() not in ENDS)
    lists = frozenset[str]() if choices is None else _list_names(choices)
    yield from _unpaired(survey)
    yield from _circles(survey)
    seen: set[str] = set()
    for line in survey.lines:
        if line.kind.lower() in ENDS:
            continue
        yield from _name_faults(survey, line, seen)
        yield from _kind_faults(survey, line, lists)
        yield from _expression_faults(survey, line, names)
        yield from _text_faults(survey, line, names)


def _unpaired(survey: Survey) -> Iterator[Finding]:
    """Yield what begins and never ends, ends and never began, or ends as something else."""
    opened: list[Line] = []
    for line in survey.lines:
        kind = line.kind.lower()
        if kind.startswith(BEGINNINGS):
            opened.append(line)
        elif kind in ENDS:
            if not opened:
                yield survey.place(line, "type", "end_without_begin")
            elif opened.pop().kind.lower().split()[1] != kind.split()[1]:
                yield survey.place(line, "type", "wrong_end")
    for line in opened:
        yield survey.place(line, "type", "begin_without_end", line.of("name") or line.kind)


def _circles(survey: Survey) -> Iterator[Finding]:
    """Yield the rules that depend on themselves, told by the names they quote."""
    lines = [line for line in survey.lines if line.of("name") and line.kind.lower() not in ENDS]
    by_name: dict[str, list[str]] = {}
    for line in lines:
        by_name.setdefault(line.of("name"), []).append(line.path)
    ruled = {line.path: line for line in lines if line.of("relevant") or line.of("calculate")}
    graph = {path: _quoted(line, by_name, ruled) for path, line in ruled.items()}
    for circle in circles(graph):
        names = " → ".join(path.rpartition("/")[2] for path in circle)
        column = "calculate" if ruled[circle[0]].of("calculate") else "relevant"
        yield survey.place(ruled[circle[0]], column, "cycle", names)


def _quoted(line: Line, by_name: Mapping[str, list[str]], ruled: Mapping[str, Line]) -> set[str]:
    """Return the ruled lines on which what a line quotes depends; another row of a repeat is no circle."""
    paths: set[str] = set()
    for column in ("relevant", "calculate"):
        try:
            named = without_references(parse(line.of(column)), partial(_pathed, by_name))
        except ExpressionError:
            continue  # told elsewhere
        paths |= set(own_row_references(named, line.path))
    return {above for path in paths for above in self_and_above(path) if above in ruled}


def _pathed(by_name: Mapping[str, list[str]], reference: Reference) -> Expression:
    paths = by_name.get(reference.name, [])
    return parse(paths[0]) if len(paths) == 1 and not reference.last_saved else _blank(reference)


def _list_names(choices: Table) -> frozenset[str]:
    headings = {canonical(heading): heading for heading in choices.headings}
    heading = headings.get("list_name", "list_name")
    return frozenset(row[heading] for row in choices.rows)


def _name_faults(survey: Survey, line: Line, seen: set[str]) -> Iterator[Finding]:
    name = line.of("name")
    if not name:
        if not line.kind.lower().startswith(BEGINNINGS):
            yield survey.place(line, "name", "missing_name", line.of("label"))
    elif _NAME.fullmatch(name) is None:
        yield survey.place(line, "name", "bad_name")
    elif line.path in seen:
        yield survey.place(line, "name", "duplicate_name")
    seen.add(line.path)


def _kind_faults(survey: Survey, line: Line, lists: frozenset[str]) -> Iterator[Finding]:
    if not line.kind:
        yield survey.place(line, "type", "missing_type", line.of("name"))
        return
    kind = line.kind.lower()
    if kind in _UNSUPPORTED or kind.startswith("select one external "):
        yield survey.place(line, "type", "unsupported_kind", line.kind)
    elif kind not in _KNOWN and _SELECTS.fullmatch(line.kind) is None and not kind.startswith(BEGINNINGS):
        yield survey.place(line, "type", "unknown_kind", line.kind)
    yield from _list_faults(survey, line, lists)


def _list_faults(survey: Survey, line: Line, lists: frozenset[str]) -> Iterator[Finding]:
    match = _SELECTS.fullmatch(line.kind)
    if match is not None and match["file"] is None and "${" not in match["list"]:
        name = _list_of(line)
        if name not in lists:
            yield survey.place(line, "type", "missing_list", name)


def _list_of(line: Line) -> str:
    """Return the list's name as written: the type's own words are joined by spaces or underscores."""
    words = re.sub(r"\s+or[_ ]other$", "", line.of("type").strip(), flags=re.IGNORECASE).split()
    return words[-1]


def _expression_faults(survey: Survey, line: Line, names: Mapping[str, int]) -> Iterator[Finding]:
    for column in _EXPRESSIONS:
        text = line.of(column)
        if text.lower() in _PLAIN:
            continue
        try:
            expression = parse(text)
            Compiler().compile(without_references(expression, _blank))
        except ExpressionError as error:
            parameters = {"expression": text, "at": str(error.at + 1), **error.parameters}
            yield survey.place(line, column, error.code, error.text or text, **parameters)
            continue
        for part in within(expression):
            if isinstance(part, Reference) and part.name not in names:
                place = {"expression": text, "at": str(part.at + 1)}
                yield survey.place(line, column, "unknown_name", f"${{{part.name}}}", **place)


def _text_faults(survey: Survey, line: Line, names: Mapping[str, int]) -> Iterator[Finding]:
    for heading in survey.table.headings:
        if canonical(heading) not in _TEXTS:
            continue
        text = line.row[heading]
        if len(text) > LONGEST_TEXT:
            shown = f"{text[:40]}…"
            sizes = {"length": str(len(text)), "limit": str(LONGEST_TEXT)}
            yield survey.table.place(line.row, heading, "text_too_long", shown, **sizes)
        for name in _QUOTED_NAME.findall(text):
            if name not in names:
                yield survey.table.place(line.row, heading, "unknown_name", f"${{{name}}}", expression=text)


def _blank(reference: Reference) -> Expression:
    return Literal("", reference.at)
