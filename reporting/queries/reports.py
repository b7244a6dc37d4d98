"""Reports and their progress."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms import CompiledForm
from reporting.queries.query import Query
from reporting.reports.report import Answer, Report
from reporting.rounds.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """The unit's answers in the previous period, to the same form."""

    period: Period
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report with its form and previous report, for dialogues. `unit_path` is the unit and all units above it."""

    report: Report
    form: CompiledForm
    unit_path: tuple[int, ...]
    previous: Previous | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitProgress:
    """One unit in a round: its report and the ids of its reporters, empty until one joins."""

    report: Report
    reporters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OwnReports(Query[tuple[ReportView, ...]]):
    """All reports in open rounds of the units for which the person reports, the nearest deadline first."""

    person_id: int


@dataclass(frozen=True, slots=True)
class OwnSubmitted(Query[tuple[ReportView, ...]]):
    """The latest submissions of the person's units, of open and closed rounds, the newest first."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ReportById(Query[ReportView | None]):
    """One report, or None."""

    report_id: int
