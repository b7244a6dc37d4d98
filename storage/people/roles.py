"""Roles: which are active, and granting and ending them."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.people.role import RoleKind
from storage.database import schema as t
from storage.database.locks import inserting


def active_role() -> ColumnElement[bool]:
    """Return the condition for an active role: neither ended nor suspended."""
    return and_(t.roles.c.until.is_(None), t.roles.c.suspended_at.is_(None))


async def give_role(
    connection: AsyncConnection, person_id: int, kind: RoleKind, unit_id: int, now: datetime
) -> None:
    """Grant a role. An ended role becomes active again; an active or suspended one stays as it is."""
    upsert = inserting(connection, t.roles).values(person_id=person_id, unit_id=unit_id, kind=kind, since=now)
    await connection.execute(
        upsert.on_conflict_do_update(
            index_elements=["person_id", "unit_id", "kind"],
            set_={"since": upsert.excluded.since, "until": None},
            where=t.roles.c.until.is_not(None),
        )
    )


async def end_role(
    connection: AsyncConnection, person_id: int, kind: RoleKind, unit_id: int, now: datetime
) -> bool:
    """End a role; return whether it was active. The work done in the role remains."""
    ended = await connection.execute(
        update(t.roles)
        .where(
            t.roles.c.person_id == person_id,
            t.roles.c.kind == kind,
            t.roles.c.unit_id == unit_id,
            t.roles.c.until.is_(None),
        )
        .values(until=now)
    )
    return ended.rowcount > 0
