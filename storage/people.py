"""People as the register knows them, with the roles that count now."""

from collections import defaultdict

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.people import Person, Role, RoleKind
from storage import schema as t
from storage.roles import held


async def load_people(connection: AsyncConnection, which: ColumnElement[bool]) -> dict[int, Person]:
    """Return people with the roles that they hold."""
    rows = await connection.execute(
        select(t.people.c.id, t.people.c.name, t.people.c.language, t.roles.c.kind, t.roles.c.unit_id)
        .outerjoin(t.roles, and_(t.roles.c.person_id == t.people.c.id, held()))
        .where(which)
        .order_by(t.people.c.id, t.roles.c.id)
    )
    known: dict[int, tuple[str, str]] = {}
    roles: dict[int, list[Role]] = defaultdict(list)
    for row in rows:
        known[row.id] = row.name, row.language
        if row.kind is not None:
            roles[row.id].append(Role(RoleKind(row.kind), row.unit_id))
    return {
        each: Person(id=each, name=name, language=language, roles=tuple(roles[each]))
        for each, (name, language) in known.items()
    }
