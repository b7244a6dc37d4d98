"""Decisions about the same subject since a moment."""

from dataclasses import dataclass
from datetime import datetime

from reporting.decisions.decisions import Decision
from reporting.queries.audit import Trace
from reporting.queries.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """A decision made meanwhile. `unit_path` is its unit and all units above it."""

    trace: Trace
    unit_path: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedSince(Query[Overtaken | None]):
    """The latest decision about a decision's subject since it was shown to this person."""

    decision: Decision
    since: datetime
    person_id: int
