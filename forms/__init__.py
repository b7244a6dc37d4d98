"""XLSForm to compiled form; XPath; answers and their validity. Pure: no clock, no files, no network."""

from forms.filling import Filling
from forms.findings import Finding, FormRefused
from forms.form import CompiledForm, compile_xform
from forms.judgement import Accepted, FailedCheck, Reason, Refused, Verdict
from forms.places import Place, Position
from forms.questions import Choice, Kind, Question, Span
from forms.sheets import Check, Expression, Indicator, Rollup, Severity
from forms.workbook import compile_workbook
from forms.world import World
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
    "Place",
    "Position",
    "Question",
    "Reason",
    "Refused",
    "Rollup",
    "Severity",
    "Span",
    "TooMuchWork",
    "Verdict",
    "World",
    "compile_workbook",
    "compile_xform",
]
