"""Recent actions that concern other people, read from the audit as far back as they are still announced."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reminders.events import Happening
from reporting.decisions.audit_events import AuditEvent
from reporting.people.role import RoleKind
from storage.database import schema as t
from storage.people.roles import active_role
from storage.queries.left_open import load_left_open
from storage.units.audit import told_changes
from storage.units.tree import load_heirs, load_unit_paths

_TOLD = (
    AuditEvent.ROUND_OPENED,
    AuditEvent.EXTENDED,
    AuditEvent.ROUND_CLOSED,
    AuditEvent.HANDED_OVER,
    AuditEvent.SUSPENDED,
    AuditEvent.REINSTATED,
    AuditEvent.ENROLLED,
    AuditEvent.UNIT_CHANGED,
)


async def load_happenings(
    connection: AsyncConnection, since: datetime, zone: tzinfo
) -> tuple[Happening, ...]:
    """Return the actions since a time, in order. Only people who had joined by then are among its recipients."""
    audit = t.audit.c
    joined_before = (
        select(t.accounts.c.person_id)
        .where(t.accounts.c.person_id == audit.subject_id, t.accounts.c.joined_at <= audit.at)
        .exists()
    )
    query = (
        select(t.audit, joined_before.label("joined_before"))
        .where(audit.at >= since, audit.deed.in_(_TOLD))
        .order_by(audit.id)
    )
    rows = (await connection.execute(query)).all()
    changes = {
        row.id: told_changes(row.unit_id, row.detail) for row in rows if row.deed == AuditEvent.UNIT_CHANGED
    }
    left = {row.unit_id: row.detail.get("left") for row in rows if changes.get(row.id)}
    concerned = await load_concerned(connection, left)
    closed = {row.round_id for row in rows if row.deed == AuditEvent.ROUND_CLOSED}
    left_open = await load_left_open(connection, closed)
    return tuple(
        replace(
            _happening(row, zone),
            changes=changes.get(row.id, ()),
            concerned=tuple(
                person_id
                for person_id, joined_at in (left_open if row.deed == AuditEvent.ROUND_CLOSED else concerned)
                .get(row.round_id if row.deed == AuditEvent.ROUND_CLOSED else row.unit_id, {})
                .items()
                if joined_at <= row.at
            ),
        )
        for row in rows
        if row.joined_before or row.deed != AuditEvent.ENROLLED
    )


def _happening(row: Row[Any], zone: tzinfo) -> Happening:
    detail = row.detail
    return Happening(
        deed=AuditEvent(row.deed),
        at=row.at.astimezone(zone),
        by=row.person_id,
        subject_id=row.subject_id,
        unit_id=row.unit_id,
        round_id=row.round_id,
        report_id=row.report_id,
        until=date.fromisoformat(detail["until"]) if row.deed == AuditEvent.EXTENDED else None,
        was=date.fromisoformat(detail["was"])
        if row.deed == AuditEvent.EXTENDED and "was" in detail
        else None,
        role=RoleKind(detail["role"]) if row.deed == AuditEvent.ENROLLED else None,
        before=detail["from"] if row.deed == AuditEvent.HANDED_OVER else None,
    )


async def load_concerned(
    connection: AsyncConnection, left: Mapping[int, int | None]
) -> Mapping[int, Mapping[int, datetime]]:
    """Return the people concerned for each unit, and when each joined; `left` is the unit's former parent."""
    if not left:
        return {}
    paths = await load_unit_paths(connection, {*left, *(above for above in left.values() if above)})
    heirs = await load_heirs(connection, left)
    rows = await connection.execute(
        select(
            t.roles.c.unit_id,
            t.roles.c.kind,
            t.roles.c.person_id,
            func.min(t.accounts.c.joined_at).label("joined_at"),
        )
        .join(t.accounts, t.accounts.c.person_id == t.roles.c.person_id)
        .where(t.roles.c.unit_id.in_({each for path in paths.values() for each in path}), active_role())
        .group_by(t.roles.c.id)
        .order_by(t.roles.c.id)
    )
    at: dict[int, list[tuple[str, int, datetime]]] = defaultdict(list)
    for row in rows:
        at[row.unit_id].append((row.kind, row.person_id, row.joined_at))
    return {
        unit_id: {
            person_id: joined_at
            for place in (*paths[unit_id], *paths.get(above or 0, ()))
            for kind, person_id, joined_at in at[place]
            if place == unit_id
            or kind == RoleKind.SUPERVISOR
            or (kind == RoleKind.REPORTER and place in heirs.get(unit_id, ()))
        }
        for unit_id, above in left.items()
    }
