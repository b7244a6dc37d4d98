"""The group chats that receive a unit's digests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.effects import AllowGroup, EndGroup, MoveGroup
from reminders.digests import group_key
from reporting.people.chat import Chat
from reporting.queries.personal_data import UnitPlace
from storage.database import schema as t
from storage.database.locks import inserting
from storage.requested_change import RequestedChange
from storage.units.rows import unit_columns, unit_of
from storage.units.tree import load_unit_paths


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedChat:
    """A group chat with permission: the unit, the administrator who granted it, and the time."""

    chat: Chat
    unit_id: int
    allowed_by: int
    since: datetime


async def allow_groups(
    connection: AsyncConnection, changes: Sequence[RequestedChange[AllowGroup]], now: datetime
) -> None:
    """Store which unit's digests each group receives."""
    for each in changes:
        upsert = inserting(connection, t.group_chats).values(
            channel=each.chat.channel,
            address=each.chat.address,
            unit_id=each.effect.unit_id,
            person_id=each.person_id,
            since=now,
        )
        new = {name: upsert.excluded[name] for name in ("unit_id", "person_id", "since")}
        await connection.execute(
            upsert.on_conflict_do_update(index_elements=["channel", "address"], set_=new)
        )


async def end_groups(
    connection: AsyncConnection, changes: Sequence[RequestedChange[EndGroup]], _: datetime
) -> None:
    """Stop posting digests in groups."""
    for each in changes:
        await connection.execute(t.group_chats.delete().where(_here(each.chat)))


async def move_groups(
    connection: AsyncConnection, changes: Sequence[RequestedChange[MoveGroup]], _: datetime
) -> None:
    """Store the new addresses of groups, also for planned messages."""
    for each in changes:
        chat, to = each.chat, each.effect.to
        await connection.execute(t.group_chats.delete().where(_here(Chat(chat.channel, to))))
        await connection.execute(update(t.group_chats).where(_here(chat)).values(address=to))
        await _move_planned(connection, chat, to)


def _here(chat: Chat) -> ColumnElement[bool]:
    return and_(t.group_chats.c.channel == chat.channel, t.group_chats.c.address == chat.address)


async def _move_planned(connection: AsyncConnection, chat: Chat, to: str) -> None:
    """Move planned parcels to a group's new address. Their keys stay reserved, so nothing is planned twice."""
    before = group_key(chat)
    rows = await connection.execute(
        select(t.outbox.c.id, t.outbox.c.key).where(
            t.outbox.c.channel == chat.channel, t.outbox.c.address == chat.address
        )
    )
    for row in rows.all():
        key = row.key.replace(before, group_key(Chat(chat.channel, to)), 1)
        await connection.execute(update(t.outbox).where(t.outbox.c.id == row.id).values(address=to, key=key))


async def load_groups(connection: AsyncConnection) -> list[AllowedChat]:
    """Return the groups that receive digests."""
    rows = await connection.execute(select(t.group_chats).order_by(t.group_chats.c.address))
    return [
        AllowedChat(
            chat=Chat(row.channel, row.address),
            unit_id=row.unit_id,
            allowed_by=row.person_id,
            since=row.since,
        )
        for row in rows
    ]


async def find_unit(connection: AsyncConnection, key: int | str) -> UnitPlace | None:
    """Return a unit and its path in today's tree by id or code; None if there is no such unit."""
    which = t.units.c.id == key if isinstance(key, int) else t.units.c.code == key
    row = (await connection.execute(select(*unit_columns()).where(which))).first()
    if row is None:
        return None
    unit = unit_of(row)
    return UnitPlace(unit=unit, unit_path=(await load_unit_paths(connection, [unit.id]))[unit.id])


async def find_group(connection: AsyncConnection, chat: Chat) -> UnitPlace | None:
    """Return the unit whose digests a group receives, or None."""
    unit_id = (
        await connection.execute(select(t.group_chats.c.unit_id).where(_here(chat)))
    ).scalar_one_or_none()
    return None if unit_id is None else await find_unit(connection, unit_id)
