"""Faults in the survey's expressions and references, each with its cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from pyxform.utils import default_is_dynamic

from forms.model.findings import Finding
from forms.model.references import own_row_references, self_and_above, static_path
from forms.xform.rule_order import circles
from forms.xlsform.choice_faults import Lists
from forms.xlsform.headings import canonical
from forms.xlsform.node_references import bare, missed, of_one_row
from forms.xlsform.survey import ENDS, Survey, SurveyLine, list_of
from forms.xpath.compiler import Compiler
from forms.xpath.errors import ExpressionError
from forms.xpath.parser import parse
from forms.xpath.syntax import Expression, Literal, Path, Reference, within, without_references

_EXPRESSIONS = ("relevant", "constraint", "calculate", "required", "readonly", "count")
_SAID = frozenset({"required", "readonly"})
_TEXTS = frozenset({"label", "hint", "guidance_hint", "constraint_message", "required_message"})
_PLAIN = frozenset({"", "yes", "no", "true", "false", "true()", "false()"})  # not expressions if alone
QUOTED_NAME = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")
_OPEN_ENDED = re.compile(r"\$\{[^}]*$")

Names = Mapping[str, Sequence[str]]


def expression_faults(survey: Survey) -> Iterator[Finding]:
    """Yield syntax errors, unknown or ambiguous references, and circular dependencies."""
    yield from _circles(survey)
    names = {**survey.names, "instanceID": ("/data/meta/instanceID",)}
    for line in survey.lines:
        if line.kind.lower() not in ENDS:
            for column, text in expressions(line):
                yield from _faults(survey, line, column, text, names)
            yield from _name_faults(survey, line, names)


def expression_remarks(
    survey: Survey, lists: Mapping[str, Lists], columns: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    """Yield a warning for each word without quotes or ${…}, and each question of a repeat read as one value.

    `columns` are those of the files beside the form, by file name.
    """
    names, paths, repeats = survey.names, survey.paths, survey.repeats
    choices = frozenset(name for sheet in lists.values() for each in sheet.rows for name in sheet.names(each))
    for line in survey.lines:
        for column, text in expressions(line):
            expression = pathed(text, names)
            if expression is None:
                continue
            known = _filtered(line, lists, columns) if column == "choice_filter" else frozenset()
            for path in missed(expression, line.path, paths):
                word = bare(path)
                if not word:
                    lost = static_path(path, line.path) or ""
                    yield survey.place(line, column, "no_such_path", lost, expression=text)
                elif column == "choice_filter" and word not in known and word not in names:
                    yield survey.place(
                        line, column, "no_such_column", word, list=list_of(line), expression=text
                    )
                elif word not in known and not (column in _SAID and text == word):
                    advice = advised(word, names, choices)
                    yield survey.place(line, column, "bare_word", word, advice=advice, expression=text)
            for target in of_one_row(expression, line.path, repeats):
                name = target.rpartition("/")[2]
                yield survey.place(line, column, "one_row_only", f"${{{name}}}", name=name, expression=text)


def expressions(line: SurveyLine) -> Iterator[tuple[str, str]]:
    """Yield a row's expressions by column."""
    for column in (*_EXPRESSIONS, "choice_filter"):
        text = line.of(column)
        if text.lower() not in _PLAIN:
            yield column, text
    if default_is_dynamic(line.of("default"), line.kind):
        yield "default", line.of("default")


def advised(word: str, names: Names, choices: frozenset[str]) -> str:
    """Return the correct spelling of a bare word: a reference, a string, or a truth value."""
    if word in names:
        return f"${{{word}}}"
    if word in choices:
        return f"'{word}'"
    return {"true": "true()", "false": "false()", "null": "''"}.get(word, f"'{word}' / ${{{word}}}")


def pathed(text: str, names: Names) -> Expression | None:
    """Return an expression with its references replaced by paths; None for a syntax error."""
    try:
        return without_references(parse(text), partial(_pathed, names))
    except ExpressionError:
        return None  # reported elsewhere


def _pathed(names: Names, reference: Reference) -> Expression:
    paths = names.get(reference.name, [])
    return parse(paths[0]) if len(paths) == 1 and not reference.last_saved else _blank(reference)


def _blank(reference: Reference) -> Expression:
    return Literal("", reference.at)


def _faults(survey: Survey, line: SurveyLine, column: str, text: str, names: Names) -> Iterator[Finding]:
    try:
        expression = parse(text)
        Compiler().compile(without_references(expression, _blank))
    except ExpressionError as error:
        if column in _SAID and "${" not in text and "(" not in text:
            yield survey.place(line, column, "not_yes_or_no", text)
            return
        parameters = {"expression": text, "at": str(error.at + 1), **error.parameters}
        yield survey.place(line, column, error.code, error.text or text, **parameters)
        return
    if column in _SAID and isinstance(expression, Path) and bare(expression):
        yield survey.place(line, column, "not_yes_or_no", text)
    for part in within(expression):
        if isinstance(part, Reference):
            place = {"expression": text, "at": str(part.at + 1)}
            yield from _unclear(survey, line, column, part.name, names, place)


def _name_faults(survey: Survey, line: SurveyLine, names: Names) -> Iterator[Finding]:
    """Yield unknown or ambiguous references in texts and triggers."""
    for heading in survey.table.headings:
        column = canonical(heading)
        if column in _TEXTS | {"trigger", "parameters", "type"}:
            text = line.row[heading]
            if open_ended := _OPEN_ENDED.search(text):
                yield survey.place(line, heading, "malformed_reference", open_ended[0][:30])
            for name in QUOTED_NAME.findall(text):
                yield from _unclear(survey, line, heading, name, names, {"expression": text})


def _unclear(
    survey: Survey, line: SurveyLine, column: str, name: str, names: Names, place: Mapping[str, str]
) -> Iterator[Finding]:
    meant = len(names.get(name, ()))
    if meant != 1:
        code = "ambiguous_name" if meant else "unknown_name"
        yield survey.place(line, column, code, f"${{{name}}}", **place)


def _filtered(
    line: SurveyLine, lists: Mapping[str, Lists], columns: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """Return the columns that a filter of a question's list may name."""
    name = list_of(line)
    inside = (sheet.columns for sheet in lists.values() if name in sheet.rows)
    return frozenset({"name", "label"}).union(columns.get(name, ()), *inside)


def _circles(survey: Survey) -> Iterator[Finding]:
    """Yield rules that depend on themselves, directly or through others."""
    names, paths = survey.names, survey.paths
    lines = [line for line in survey.lines if line.of("name") and line.kind.lower() not in ENDS]
    ruled = {line.path: line for line in lines if any(line.of(column) for column in _rules(line))}
    graph = {path: _looked_at(line, names, paths, ruled) for path, line in ruled.items()}
    for circle in circles(graph):
        told = " → ".join(path.rpartition("/")[2] for path in circle)
        column = "calculate" if ruled[circle[0]].of("calculate") else "relevant"
        yield survey.place(ruled[circle[0]], column, "cycle", told)


def _rules(line: SurveyLine) -> tuple[str, ...]:
    """Return the columns of permanent rules; a calculation with a trigger runs only after that answer."""
    return ("relevant",) if line.of("trigger") else ("relevant", "calculate")


def _looked_at(
    line: SurveyLine, names: Names, paths: frozenset[str], ruled: Mapping[str, SurveyLine]
) -> set[str]:
    """Return the lines with rules on which a line depends; a reference to another row of a repeat is no cycle."""
    found: set[str] = set()
    for column in _rules(line):
        expression = pathed(line.of(column), names)
        if expression is not None:
            found |= set(own_row_references(expression, line.path)) & paths
    return {above for path in found for above in self_and_above(path) if above in ruled}
