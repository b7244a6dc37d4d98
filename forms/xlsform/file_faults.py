"""Faults of the list files that a questionnaire names, reported at the first cell that names one."""

import re
from collections.abc import Iterator, Mapping

from forms.model.choice_lists import csv_rows
from forms.model.findings import Finding, FormRefused
from forms.xform.unsupported import PROVIDED
from forms.xlsform.expression_faults import expressions
from forms.xlsform.survey import Survey, SurveyLine, list_of

_PULLED = re.compile(
    r"pulldata\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]+)['\"](?:\s*,\s*['\"]([^'\"]+)['\"])?"
)
_PARAMETER = re.compile(r"(\w+)\s*=\s*([^\s;,]+)")


def file_columns(attachments: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """Return the headings of each list beside the form by file name, none for an unreadable file."""
    return {name: _headings(data, name) for name, data in attachments.items() if name.endswith(".csv")}


def file_faults(survey: Survey, attachments: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield files that are missing, unreadable, or lack a column that the survey reads."""
    columns = file_columns(attachments)
    told: set[tuple[str, str]] = set()
    for line in survey.lines:
        for column, filename, wanted in _named(line):
            for code, text, parameters in _faults(filename, wanted, columns, attachments):
                if (code, text + parameters.get("missing", "")) not in told:
                    told.add((code, text + parameters.get("missing", "")))
                    yield survey.place(line, column, code, text, **parameters)


def _named(line: SurveyLine) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the files that a row names: the column of the cell, the file, and the columns read from it."""
    if " from file " in line.kind.lower() and "${" not in line.kind:
        told = dict(_PARAMETER.findall(line.of("parameters")))
        yield "type", list_of(line), (told.get("value", "name"), told.get("label", "label"))
    for column, text in expressions(line):
        for name, *wanted in _PULLED.findall(text):
            if name not in PROVIDED:
                yield column, f"{name}.csv", tuple(filter(None, wanted))


def _faults(
    filename: str,
    wanted: tuple[str, ...],
    columns: Mapping[str, frozenset[str]],
    attachments: Mapping[str, bytes],
) -> Iterator[tuple[str, str, dict[str, str]]]:
    if not filename.endswith(".csv"):
        return
    if filename not in attachments:
        yield "missing_file", filename, {}
        return
    try:
        rows = csv_rows(attachments[filename], filename)
    except FormRefused as refused:
        for finding in refused.findings:
            yield finding.code, finding.text, dict(finding.parameters)
        return
    there = ", ".join(rows[0]) if rows else "–"
    for missing in wanted:
        if missing not in columns[filename]:
            yield "missing_list_column", filename, {"missing": missing, "there": there[:100]}
    if len(rows) == 1:
        yield "empty_list", filename, {}


def _headings(data: bytes, name: str) -> frozenset[str]:
    try:
        rows = csv_rows(data, name)
    except FormRefused:
        return frozenset()
    return frozenset(heading.strip() for heading in rows[0]) if rows else frozenset()
