"""Who did what to a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from reporting.decisions.audit_events import AuditEvent
from reporting.queries.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One line of the audit: what was done when, by whom (None: not in a chat), to whom, `count` times."""

    deed: AuditEvent
    at: datetime
    by: str | None = None
    to: str | None = None
    count: int = 1
    detail: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trail(Query[tuple[Trace, ...]]):
    """Who did what with a report, the newest first."""

    report_id: int
