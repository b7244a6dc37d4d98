"""The form engine: XLSForm compiler, XPath, answers and their validation. Pure: no clock, files or network."""

from collections.abc import Mapping

from forms.filling import Filling
from forms.form import CompiledForm, compile_xform
from forms.model.course import Position, StopKind
from forms.model.findings import Finding, FormRefused
from forms.model.indicators import Check, Expression, Indicator, Rollup, Severity
from forms.model.questions import Choice, Kind, Question, RangeEnds
from forms.model.world import World
from forms.verdict import Accepted, FailedCheck, Reason, Refused, Verdict
from forms.xpath.limits import TooMuchWork


def compile_workbook(
    data: bytes, *, filename: str, attachments: Mapping[str, bytes] | None = None, in_use: bool = False
) -> CompiledForm:
    """Compile a questionnaire in Excel, as `forms.workbook` does; pyxform and openpyxl are loaded at the first call."""
    from forms import workbook  # noqa: PLC0415 -- slow to load, and most programs compile no workbook

    return workbook.compile_workbook(data, filename=filename, attachments=attachments, in_use=in_use)


__all__ = [
    "Accepted",
    "Check",
    "Choice",
    "CompiledForm",
    "Expression",
    "FailedCheck",
    "Filling",
    "Finding",
    "FormRefused",
    "Indicator",
    "Kind",
    "Position",
    "Question",
    "RangeEnds",
    "Reason",
    "Refused",
    "Rollup",
    "Severity",
    "StopKind",
    "TooMuchWork",
    "Verdict",
    "World",
    "compile_workbook",
    "compile_xform",
]
