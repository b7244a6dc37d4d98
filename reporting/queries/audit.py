"""The audit trail of a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from reporting.decisions.audit_events import AuditEvent
from reporting.queries.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One line of the audit: `by` did `deed` to `to`, `count` times. `by` is None for an action outside a chat."""

    deed: AuditEvent
    at: datetime
    by: str | None = None
    to: str | None = None
    count: int = 1
    detail: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trail(Query[tuple[Trace, ...]]):
    """The audit trail of a report, the newest line first."""

    report_id: int
