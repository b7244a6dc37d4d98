"""A report's history: audit rows plus the actions that answers and submissions imply."""

from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.decisions.audit_events import AuditEvent
from reporting.queries.audit import Trace
from storage.database import schema as t


async def load_trail(connection: AsyncConnection, report_id: int, zone: tzinfo) -> tuple[Trace, ...]:
    """Return a report's history, newest first: the report's, its round's, and its unit's since the opening."""
    traces = [
        *await _written(connection, report_id, zone),
        *await _submitted(connection, report_id, zone),
        *await _answered(connection, report_id, zone),
    ]
    return tuple(sorted(traces, key=lambda trace: trace.at, reverse=True))


async def _written(connection: AsyncConnection, report_id: int, zone: tzinfo) -> list[Trace]:
    by, to = t.people.alias("by"), t.people.alias("to")
    row = (
        await connection.execute(
            select(t.reports.c.unit_id, t.rounds.c.id, t.rounds.c.opened_at)
            .join(t.rounds, t.rounds.c.id == t.reports.c.round_id)
            .where(t.reports.c.id == report_id)
        )
    ).one()
    own = and_(t.audit.c.report_id.is_(None), t.audit.c.round_id.is_(None), t.audit.c.unit_id == row.unit_id)
    query = (
        select(t.audit, by.c.name.label("by_name"), to.c.name.label("to_name"))
        .outerjoin(by, by.c.id == t.audit.c.person_id)
        .outerjoin(to, to.c.id == t.audit.c.subject_id)
        .where(
            or_(
                t.audit.c.report_id == report_id,
                and_(t.audit.c.round_id == row.id, t.audit.c.report_id.is_(None)),
                own,
            ),
            t.audit.c.at >= row.opened_at,  # excludes a deleted round whose id was reused
        )
    )
    return [
        Trace(
            deed=AuditEvent(each.deed),
            at=each.at.astimezone(zone),
            by=each.by_name,
            to=each.to_name,
            detail=each.detail,
        )
        for each in await connection.execute(query)
    ]


async def _submitted(connection: AsyncConnection, report_id: int, zone: tzinfo) -> list[Trace]:
    rows = await connection.execute(
        select(t.submissions.c.number, t.submissions.c.at, t.people.c.name)
        .outerjoin(t.people, t.people.c.id == t.submissions.c.person_id)
        .where(t.submissions.c.report_id == report_id)
    )
    return [
        Trace(
            deed=AuditEvent.SUBMITTED if row.number == 1 else AuditEvent.CORRECTED,
            at=row.at.astimezone(zone),
            by=row.name,
            detail={"number": row.number},
        )
        for row in rows
    ]


async def _answered(connection: AsyncConnection, report_id: int, zone: tzinfo) -> list[Trace]:
    """Count a report's answers by person and local day; each count has the time of the day's last answer."""
    counted: dict[tuple[str | None, Any], tuple[datetime, int]] = {}
    for row in await connection.execute(_by_hour(report_id)):
        at = row.at.astimezone(zone)
        key = row.name, at.date()
        last, count = counted.get(key, (at, 0))
        counted[key] = max(last, at), count + row.count
    return [
        Trace(deed=AuditEvent.ANSWERED, at=at, by=name, count=count)
        for (name, _), (at, count) in counted.items()
    ]


def _by_hour(report_id: int) -> Select[Any]:
    return (
        select(t.answers.c.at, t.people.c.name, func.count().label("count"))
        .outerjoin(t.people, t.people.c.id == t.answers.c.person_id)
        .where(t.answers.c.report_id == report_id)
        .group_by(t.answers.c.at, t.people.c.name)
    )
