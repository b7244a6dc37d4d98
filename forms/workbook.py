"""An XLSForm workbook into a compiled form."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from forms.archive import inspect
from forms.date_cells import as_typed
from forms.findings import Finding, FormRefused
from forms.form import CompiledForm, compile_xform
from forms.own_sheets import OwnSheets
from forms.persons import lists_of_persons
from forms.survey import Survey
from forms.survey_faults import survey_faults
from forms.tables import read_tables
from forms.years import years_named

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_QUOTED = re.compile(r"'([^']+)'")


def compile_workbook(
    data: bytes, *, filename: str, attachments: Mapping[str, bytes] | None = None
) -> CompiledForm:
    """Compile an .xlsx questionnaire; raises FormRefused with findings by sheet, row and column.

    `attachments` are the files beside the form (lists of choices as .csv), by name.
    """
    inspect(data, filename)
    tables = read_tables(data, filename)
    if "survey" not in tables:
        raise FormRefused((Finding(code="no_survey_sheet", text=filename),))
    survey = Survey(tables["survey"])
    findings = survey_faults(survey, tables.get("choices"))
    xform = _converted(data, survey, findings)
    if findings:
        raise FormRefused(tuple(findings))
    form = _compiled(xform, survey, attachments or {})
    own = OwnSheets(form.definition, findings)
    indicators, checks = own.indicators(tables.get("indicators")), own.checks(tables.get("checks"))
    if findings:
        raise FormRefused(tuple(findings))
    return replace(
        form,
        content_hash=hashlib.sha256(data).hexdigest(),
        indicators=indicators,
        checks=checks,
        warnings=_warnings(form, own, [*lists_of_persons(survey), *years_named(tables)], survey),
    )


def _warnings(
    form: CompiledForm, own: OwnSheets, found: Sequence[Finding], survey: Survey
) -> tuple[Finding, ...]:
    """Return what the author should think about again, each once, that of the survey first."""
    placed = [survey.placed(finding) for finding in form.warnings]
    every = [*sorted(placed, key=lambda finding: finding.row), *found, *own.warnings]
    return tuple(one for place, one in enumerate(every) if one not in every[:place])


def _converted(data: bytes, survey: Survey, findings: list[Finding]) -> str:
    """Return pyxform's XForm; what it refuses becomes a finding unless ours already names a cause."""
    try:
        return as_typed(str(convert(BytesIO(data), form_name="data", file_type=".xlsx").xform))
    except PyXFormError as error:
        if not findings:
            findings.append(_refusal(str(error), survey))
    except Exception as error:  # pyxform trusts its input: a strange workbook may break it anywhere
        if not findings:
            findings.append(Finding(code="pyxform_failed", text=f"{type(error).__name__}: {error}"))
    return ""


def _refusal(message: str, survey: Survey) -> Finding:
    """Return pyxform's words at the row that they name, by number or by a question's name in quotes."""
    match = _ROW.match(message)
    text = _ROW.sub("", message)
    if match:
        return Finding(code="pyxform", sheet=survey.table.name, row=int(match.group(1)), text=text)
    quoted = set(_QUOTED.findall(message))
    line = next((line for line in survey.lines if line.of("name") in quoted), None)
    if line is None:
        return Finding(code="pyxform", text=text)
    return survey.place(line, "name", "pyxform", text)


def _compiled(xform: str, survey: Survey, attachments: Mapping[str, bytes]) -> CompiledForm:
    try:
        return compile_xform(xform, attachments=attachments)
    except FormRefused as refused:
        raise FormRefused(tuple(survey.placed(finding) for finding in refused.findings)) from refused
