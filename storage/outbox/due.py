"""Selects the outbox's due rows fairly: under load only the first rows of each chat, and strangers' replies apart."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.orders import Priority
from reporting.people.chat import Chat
from storage.database import schema as t

EACH = 20  # rows of one chat per look under load; the chat's pace allows no more in many seconds
MOST_STRANGERS = 60  # replies to strangers per look, beside the other rows

_COLUMNS = (
    "id", "key", "channel", "address", "priority", "due_at", "delivery", "attempts", "parts", "failing_since", "until",
)  # fmt: skip
_FAILED = t.outbox.alias("failed")
_HELD_BACK = select(_FAILED.c.channel, _FAILED.c.address).where(
    _FAILED.c.state == "queued", _FAILED.c.retry_at > bindparam("real")
)
_DUE = (
    t.outbox.c.state == "queued",
    t.outbox.c.due_at <= bindparam("now"),
    tuple_(t.outbox.c.channel, t.outbox.c.address).not_in(_HELD_BACK),
)


def _first(which: ColumnElement[bool]) -> Select[Any]:
    """Select the most urgent rows of a class."""
    columns = (t.outbox.c[name] for name in _COLUMNS)
    order = (t.outbox.c.priority, t.outbox.c.id)
    return select(*columns).where(*_DUE, which).order_by(*order).limit(bindparam("most"))


def _first_of_each(which: ColumnElement[bool]) -> Select[Any]:
    """Select the most urgent rows of a class, at most EACH per chat."""
    in_chat = case((t.outbox.c.priority == Priority.STRANGER, int(Priority.REPLY)), else_=t.outbox.c.priority)
    place = func.row_number().over(
        partition_by=(t.outbox.c.channel, t.outbox.c.address), order_by=(in_chat, t.outbox.c.id)
    )
    ranked = select(t.outbox.c.id, place.label("place")).where(*_DUE, which).subquery()
    columns = (t.outbox.c[name] for name in _COLUMNS)
    return (
        select(*columns)
        .join(ranked, ranked.c.id == t.outbox.c.id)
        .where(ranked.c.place <= EACH)
        .order_by(t.outbox.c.priority, t.outbox.c.id)
        .limit(bindparam("most"))
    )


_OF_STRANGERS = t.outbox.c.priority == Priority.STRANGER
_STATEMENTS = {
    False: (_first(~_OF_STRANGERS), _first_of_each(~_OF_STRANGERS)),
    True: (_first(_OF_STRANGERS), _first_of_each(_OF_STRANGERS)),
}


@dataclass(frozen=True, slots=True)
class DueRows:
    """The selected rows of a class, and whether more rows are due."""

    rows: Sequence[Row[Any]]
    crowded: bool


async def load_due(
    connection: AsyncConnection, now: datetime, real: datetime, most: int, *, strange: bool = False
) -> DueRows:
    """Return the most urgent due rows; under load only the first ones of each chat.

    `strange` selects the replies to strangers, otherwise everything else.
    """
    simply, crowded = _STATEMENTS[strange]
    asked = {"now": now, "real": real, "most": most}
    rows = (await connection.execute(simply, asked)).all()
    if len(rows) < most:
        return DueRows(rows, crowded=False)
    return DueRows((await connection.execute(crowded, asked)).all(), crowded=True)


_WAITING = (
    select(t.outbox.c.channel, t.outbox.c.address, func.count().label("waiting"))
    .where(
        t.outbox.c.state == "queued",
        tuple_(t.outbox.c.channel, t.outbox.c.address).in_(bindparam("chats", expanding=True)),
    )
    .group_by(t.outbox.c.channel, t.outbox.c.address)
)
_STRANGERS_WAITING = select(func.count()).where(t.outbox.c.state == "queued", _OF_STRANGERS)


async def load_waiting(connection: AsyncConnection, chats: Collection[Chat]) -> dict[Chat, int]:
    """Return the number of waiting parcels of each chat."""
    rows = await connection.execute(_WAITING, {"chats": [(chat.channel, chat.address) for chat in chats]})
    return {Chat(row.channel, row.address): row.waiting for row in rows}


async def load_strangers_waiting(connection: AsyncConnection) -> int:
    """Return the number of waiting replies to people who have not joined."""
    return int((await connection.execute(_STRANGERS_WAITING)).scalar_one())


_PROMOTING = (
    update(t.outbox)
    .where(
        t.outbox.c.state == "queued",
        t.outbox.c.priority == Priority.STRANGER,
        tuple_(t.outbox.c.channel, t.outbox.c.address).in_(bindparam("chats", expanding=True)),
    )
    .values(priority=Priority.REPLY)
)


async def promote_replies(connection: AsyncConnection, chats: Collection[Chat]) -> None:
    """Turn the strangers' replies of these chats into ordinary replies; otherwise newer ones would overtake them."""
    await connection.execute(_PROMOTING, {"chats": [(chat.channel, chat.address) for chat in chats]})
