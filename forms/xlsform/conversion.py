"""Conversion to an XForm with pyxform, whose English errors become findings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from forms.model.findings import Finding, FormRefused
from forms.xlsform.cells import SheetRow, SheetTable
from forms.xlsform.headings import canonical
from forms.xlsform.other_choice import with_other, with_which
from forms.xlsform.survey import EXTERNAL, Survey

_SHEETS = ("survey", "choices", "settings", "entities", "osm")
_ROW = re.compile(r"\[row : (\d+)\]")
_PLACE = re.compile(r"On the '(\w+)' sheet, the '([^']+)' value")
_QUOTED = re.compile(r"'([^']+)'|\$\{([^}]+)\}")
_SAID: Sequence[tuple[re.Pattern[str], str, str]] = (
    (re.compile(r"not user-visible"), "trigger_not_asked", "trigger"),
    (re.compile(r"has no label or hint"), "missing_label", "label"),
    (re.compile(r"(?i)choice filter not supported"), "filter_not_here", "choice_filter"),
    (re.compile(r"File name for"), "bad_file_ending", "type"),
    (re.compile(r"(?i)parameter|must be set to|must have an?|Invalid value for"), "bad_parameters", "parameters"),
    (re.compile(r"big-image|Media type"), "bad_media", "media"),
    (re.compile(r"Repeat names must|reserved for form metadata"), "name_taken", "name"),
)  # fmt: skip


def converted(tables: Mapping[str, SheetTable], survey: Survey) -> str:
    """Return pyxform's XForm of the sheets; raises FormRefused if conversion fails."""
    sheets = _with_external_lists({name: tables[name] for name in tables if name in _SHEETS}, tables, survey)
    if "choices" in sheets:
        sheets = {**sheets, "choices": with_other(sheets["choices"], survey)}
    try:
        return with_which(str(convert(_definition(sheets), form_name="data").xform), survey)
    except PyXFormError as error:
        raise FormRefused(
            tuple(_as_finding(line, sheets, survey) for line in str(error).splitlines() if line)
        ) from error
    except Exception as error:  # pyxform does not validate its input: a malformed workbook may raise anything
        raise FormRefused((Finding(code="pyxform_failed", sheet=survey.table.name),)) from error


def _definition(sheets: Mapping[str, SheetTable]) -> dict[str, object]:
    definition: dict[str, object] = {"sheet_names": list(sheets), "survey_header": [{}]}
    for name, table in sheets.items():
        definition[name] = [dict(row.cells) for row in table.rows]
        definition[f"{name}_header"] = [dict.fromkeys(filter(None, table.headings))]
    return definition


def _with_external_lists(
    sheets: Mapping[str, SheetTable], tables: Mapping[str, SheetTable], survey: Survey
) -> dict[str, SheetTable]:
    """Return the sheets with the lists of `external_choices` moved to `choices`, as no external file is needed here."""
    given = {**sheets, "survey": _without_externals(survey)}
    if "external_choices" not in tables:
        return given
    outside, inside = tables["external_choices"], tables.get("choices")
    rows = tuple(_in_columns(row) for row in outside.rows)
    if inside is None:
        return {**given, "choices": replace(outside, headings=_columns(outside), rows=rows)}
    merged = tuple(_in_columns(row) for row in inside.rows) + rows
    headings = tuple(dict.fromkeys((*_columns(inside), *_columns(outside))))
    return {**given, "choices": replace(inside, headings=headings, rows=merged)}


def _without_externals(survey: Survey) -> SheetTable:
    """Return the survey's effective rows, with external selections as ordinary ones."""
    heading = survey.columns.get("type", "type")
    rows = (line.row for line in survey.lines)
    return replace(
        survey.table,
        rows=tuple(
            replace(row, cells={**row.cells, heading: row[heading].replace(EXTERNAL, "select_one", 1)})
            for row in rows
        ),
    )


def _in_columns(row: SheetRow) -> SheetRow:
    return replace(row, cells={_column(heading): text for heading, text in row.cells.items()})


def _columns(table: SheetTable) -> tuple[str, ...]:
    return tuple(_column(heading) for heading in table.headings if heading)


def _column(heading: str) -> str:
    name = canonical(heading)
    return name if name in {"list_name", "name"} else heading


def _as_finding(message: str, sheets: Mapping[str, SheetTable], survey: Survey) -> Finding:
    """Return pyxform's error as a finding at the cell that it names, by row or by question name."""
    code, column = next(
        ((code, column) for pattern, code, column in _SAID if pattern.search(message)), ("not_accepted", "")
    )
    place = _PLACE.search(message)
    table = sheets.get(place.group(1), survey.table) if place else survey.table
    column = column or (place.group(2) if place else "")
    row = _row(message, table, survey)
    column = column or ("type" if row and table is sheets.get("survey") else "")
    heading = next((each for each in table.headings if each and canonical(each) == canonical(column)), column)
    return table.at(row.number if row else 0, heading, code, row[heading] if row else "")


def _row(message: str, table: SheetTable, survey: Survey) -> SheetRow | None:
    if numbered := _ROW.search(message):
        place = int(numbered.group(1)) - 2
        return table.rows[place] if 0 <= place < len(table.rows) else None
    named = {name for names in _QUOTED.findall(message) for name in names if name}
    return next((line.row for line in survey.lines if line.of("name") in named), None)
