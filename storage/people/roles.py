"""Which roles count, and giving and ending them."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.people.role import RoleKind
from storage.database import schema as t
from storage.database.locks import inserting


def held() -> ColumnElement[bool]:
    """Return the condition on `roles` that a role counts now: neither ended nor suspended."""
    return and_(t.roles.c.until.is_(None), t.roles.c.suspended_at.is_(None))


async def give_role(
    connection: AsyncConnection, person_id: int, kind: RoleKind, unit_id: int, now: datetime
) -> None:
    """Give a role; one that had ended counts again from now on, one that is held or suspended stays as it is."""
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
    """End a role and tell whether it was held until now; what was done in it stays."""
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
