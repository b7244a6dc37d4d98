"""The audit export: audit rows, submissions, and answer counts by person, report and day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.decisions.audit_events import AuditEvent
from storage.database import schema as t
from storage.units.tree import load_units_below


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedDeed:
    """One exported line: time, action, actor, person concerned, place; `count` is a number of answers."""

    at: datetime
    deed: AuditEvent
    by: str | None = None
    to: str | None = None
    unit: str | None = None
    round: str | None = None
    report_id: int | None = None
    count: int | None = None
    detail: Mapping[str, str | int | bool] = field(default_factory=dict)


async def load_audit(
    connection: AsyncConnection, zone: tzinfo, *, unit_id: int | None = None, since: datetime | None = None
) -> list[ExportedDeed]:
    """Return the audit, oldest first, optionally of a unit and below, and since a time."""
    below = None
    if unit_id is not None:
        below = (await load_units_below(connection, [unit_id], date.max))[unit_id] | {unit_id}
    deeds = [
        *await _written(connection, zone, _within(t.audit.c.unit_id, t.audit.c.at, below, since)),
        *await _submitted(connection, zone, _within(t.reports.c.unit_id, t.submissions.c.at, below, since)),
        *await _answered(connection, zone, _within(t.reports.c.unit_id, t.answers.c.at, below, since)),
    ]
    return sorted(deeds, key=lambda deed: deed.at)


def _within(unit: Any, at: Any, below: set[int] | None, since: datetime | None) -> ColumnElement[bool]:  # noqa: ANN401 -- columns
    which: ColumnElement[bool] = true()
    if below is not None:
        which = which & unit.in_(below)
    return which & (at >= since) if since else which


async def _written(
    connection: AsyncConnection, zone: tzinfo, which: ColumnElement[bool]
) -> list[ExportedDeed]:
    by, to = t.people.alias("by"), t.people.alias("to")
    rows = await connection.execute(
        select(
            t.audit,
            by.c.name.label("by_name"),
            to.c.name.label("to_name"),
            t.units.c.name.label("unit"),
            t.rounds.c.title,
        )
        .outerjoin(by, by.c.id == t.audit.c.person_id)
        .outerjoin(to, to.c.id == t.audit.c.subject_id)
        .outerjoin(t.units, t.units.c.id == t.audit.c.unit_id)
        .outerjoin(t.rounds, t.rounds.c.id == t.audit.c.round_id)
        .where(which)
    )
    return [
        ExportedDeed(
            at=row.at.astimezone(zone),
            deed=AuditEvent(row.deed),
            by=row.by_name,
            to=row.to_name,
            unit=row.unit,
            round=row.title,
            report_id=row.report_id,
            detail=row.detail,
        )
        for row in rows
    ]


async def _submitted(
    connection: AsyncConnection, zone: tzinfo, which: ColumnElement[bool]
) -> list[ExportedDeed]:
    rows = await connection.execute(
        _in_reports(t.submissions, t.submissions.c.number, t.submissions.c.on_time).where(which)
    )
    return [
        ExportedDeed(
            at=row.at.astimezone(zone),
            deed=AuditEvent.SUBMITTED if row.number == 1 else AuditEvent.CORRECTED,
            by=row.by,
            unit=row.unit,
            round=row.title,
            report_id=row.report_id,
            detail={"number": row.number, "on_time": row.on_time},
        )
        for row in rows
    ]


async def _answered(
    connection: AsyncConnection, zone: tzinfo, which: ColumnElement[bool]
) -> list[ExportedDeed]:
    counted: dict[tuple[Any, ...], tuple[datetime, int]] = {}
    for row in await connection.execute(_in_reports(t.answers).where(which)):
        at = row.at.astimezone(zone)
        key = (row.report_id, row.by, row.unit, row.title, at.date())
        last, count = counted.get(key, (at, 0))
        counted[key] = max(last, at), count + 1
    return [
        ExportedDeed(
            at=at, deed=AuditEvent.ANSWERED, by=by, unit=unit, round=title, report_id=report_id, count=count
        )
        for (report_id, by, unit, title, _), (at, count) in counted.items()
    ]


def _in_reports(table: Any, *further: Any) -> Any:  # noqa: ANN401 -- answers or submissions
    """Select a table's rows that belong to reports, with the names of unit, round and person."""
    return (
        select(
            table.c.report_id,
            table.c.at,
            t.people.c.name.label("by"),
            t.units.c.name.label("unit"),
            t.rounds.c.title,
            *further,
        )
        .join(t.reports, t.reports.c.id == table.c.report_id)
        .join(t.rounds, t.rounds.c.id == t.reports.c.round_id)
        .join(t.units, t.units.c.id == t.reports.c.unit_id)
        .outerjoin(t.people, t.people.c.id == table.c.person_id)
    )
