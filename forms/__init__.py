"""The form engine: XLSForm compiler, XPath, answers and their validation. Pure: no clock, files or network."""

from forms.filling import Filling
from forms.form import CompiledForm, compile_xform
from forms.model.course import Position, StopKind
from forms.model.findings import Finding, FormRefused
from forms.model.indicators import Check, Expression, Indicator, Rollup, Severity
from forms.model.questions import Choice, Kind, Question, RangeEnds
from forms.model.world import World
from forms.verdict import Accepted, FailedCheck, Reason, Refused, Verdict
from forms.workbook import compile_workbook
from forms.xpath.limits import TooMuchWork

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
