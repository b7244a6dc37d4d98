"""What somebody did lately that others are told of: read from the audit, no further back than it is still told."""

from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.auditing import Deed
from conversations.people import RoleKind
from reminders.happening import Happening
from storage import schema as t
from storage.concerned import load_concerned
from storage.left_open import load_left_open
from storage.unit_audit import told_changes

_TOLD = (
    Deed.ROUND_OPENED,
    Deed.EXTENDED,
    Deed.ROUND_CLOSED,
    Deed.HANDED_OVER,
    Deed.SUSPENDED,
    Deed.REINSTATED,
    Deed.ENROLLED,
    Deed.UNIT_CHANGED,
)


async def load_happenings(
    connection: AsyncConnection, since: datetime, zone: tzinfo
) -> tuple[Happening, ...]:
    """Return what was done since then, in its order; nothing about people who joined only after it."""
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
    changes = {row.id: told_changes(row.unit_id, row.detail) for row in rows if row.deed == Deed.UNIT_CHANGED}
    left = {row.unit_id: row.detail.get("left") for row in rows if changes.get(row.id)}
    concerned = await load_concerned(connection, left)
    closed = {row.round_id for row in rows if row.deed == Deed.ROUND_CLOSED}
    left_open = await load_left_open(connection, closed)
    return tuple(
        replace(
            _happening(row, zone),
            changes=changes.get(row.id, ()),
            concerned=tuple(
                person_id
                for person_id, joined_at in (left_open if row.deed == Deed.ROUND_CLOSED else concerned)
                .get(row.round_id if row.deed == Deed.ROUND_CLOSED else row.unit_id, {})
                .items()
                if joined_at <= row.at
            ),
        )
        for row in rows
        if row.joined_before or row.deed != Deed.ENROLLED
    )


def _happening(row: Row[Any], zone: tzinfo) -> Happening:
    detail = row.detail
    return Happening(
        deed=Deed(row.deed),
        at=row.at.astimezone(zone),
        by=row.person_id,
        subject_id=row.subject_id,
        unit_id=row.unit_id,
        round_id=row.round_id,
        report_id=row.report_id,
        until=date.fromisoformat(detail["until"]) if row.deed == Deed.EXTENDED else None,
        was=date.fromisoformat(detail["was"]) if row.deed == Deed.EXTENDED and "was" in detail else None,
        role=RoleKind(detail["role"]) if row.deed == Deed.ENROLLED else None,
        before=detail["from"] if row.deed == Deed.HANDED_OVER else None,
    )
