"""People and their active roles."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.people.chat import Chat
from reporting.people.person import Person
from reporting.people.role import Role, RoleKind
from storage.database import schema as t
from storage.people.roles import active_role

_Key = TypeVar("_Key", bound=Hashable)

_COLUMNS = (t.people.c.id, t.people.c.name, t.people.c.language, t.roles.c.kind, t.roles.c.unit_id)
_WITH_ROLES = t.people.outerjoin(t.roles, and_(t.roles.c.person_id == t.people.c.id, active_role()))
_PEOPLE: Select[Any] = select(*_COLUMNS).select_from(_WITH_ROLES).order_by(t.people.c.id, t.roles.c.id)
_OWNERS: Select[Any] = (
    select(*_COLUMNS, t.accounts.c.channel, t.accounts.c.address, t.accounts.c.notice)
    .select_from(_WITH_ROLES.join(t.accounts, t.accounts.c.person_id == t.people.c.id))
    .where(tuple_(t.accounts.c.channel, t.accounts.c.address).in_(bindparam("chats", expanding=True)))
    .order_by(t.roles.c.id)
)


_MEMBERS = select(t.accounts.c.channel, t.accounts.c.address).where(
    tuple_(t.accounts.c.channel, t.accounts.c.address).in_(bindparam("chats", expanding=True))
)


async def load_people(connection: AsyncConnection, which: ColumnElement[bool]) -> dict[int, Person]:
    """Return people with their active roles."""
    rows = await connection.execute(_PEOPLE.where(which))
    return _gathered((row.id, None, row) for row in rows.all())


async def load_chat_owners(connection: AsyncConnection, chats: Collection[Chat]) -> dict[Chat, Person]:
    """Return each chat's owner with the accepted notice version; chats without an owner are omitted."""
    rows = await connection.execute(_OWNERS, {"chats": [(chat.channel, chat.address) for chat in chats]})
    return _gathered((Chat(row.channel, row.address), row.notice, row) for row in rows.all())


async def load_members(connection: AsyncConnection, chats: Collection[Chat]) -> set[Chat]:
    """Return which of these chats belong to people who have joined."""
    rows = await connection.execute(_MEMBERS, {"chats": [(chat.channel, chat.address) for chat in chats]})
    return {Chat(row.channel, row.address) for row in rows}


async def load_administrators(connection: AsyncConnection) -> tuple[Person, ...]:
    """Return all people with an active administrator role."""
    rows = await connection.execute(
        select(t.people.c.id, t.people.c.name, t.people.c.language)
        .where(
            t.people.c.id.in_(
                select(t.roles.c.person_id).where(t.roles.c.kind == RoleKind.ADMINISTRATOR, active_role())
            )
        )
        .order_by(t.people.c.id)
    )
    return tuple(Person(id=row.id, name=row.name, language=row.language) for row in rows)


def _gathered(found: Iterable[tuple[_Key, str | None, Row[Any]]]) -> dict[_Key, Person]:
    """Build people from rows, one row per role, keyed and with the accepted notice."""
    known: dict[_Key, tuple[str | None, Row[Any]]] = {}
    roles: dict[_Key, list[Role]] = defaultdict(list)
    for key, agreed, row in found:
        known[key] = agreed, row
        if row.kind is not None:
            roles[key].append(Role(RoleKind(row.kind), row.unit_id))
    return {
        key: Person(id=row.id, name=row.name, language=row.language, roles=tuple(roles[key]), agreed=agreed)
        for key, (agreed, row) in known.items()
    }


async def add_person(
    connection: AsyncConnection,
    name: str,
    role: RoleKind,
    unit_id: int,
    since: datetime,
    *,
    phone_hash: str | None = None,
) -> int:
    """Add a person with a role at a unit; return the person's id."""
    values = {"name": name, "phone_hash": phone_hash}
    person = await connection.execute(t.people.insert().values(values).returning(t.people.c.id))
    person_id = int(person.scalar_one())
    await connection.execute(
        t.roles.insert().values(person_id=person_id, unit_id=unit_id, kind=role, since=since)
    )
    return person_id
