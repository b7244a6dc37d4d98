"""Whom it concerns what becomes of a unit: its own people, those who report in its place, and who supervises it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.people import RoleKind
from storage import schema as t
from storage.roles import held
from storage.unit_tree import load_heirs, load_unit_paths


async def load_concerned(
    connection: AsyncConnection, left: Mapping[int, int | None]
) -> Mapping[int, Mapping[int, datetime]]:
    """Return for each unit the people concerned, and when each of them joined; `left` is what it was under."""
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
        .where(t.roles.c.unit_id.in_({each for path in paths.values() for each in path}), held())
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
