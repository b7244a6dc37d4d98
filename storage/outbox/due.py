"""What of the outbox is due: in a crowd the first rows of each chat only, and strangers apart: none hides another."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.orders import Priority
from reporting.people.chat import Chat
from storage.database import schema as t

EACH = 20  # rows of one chat that a crowded look shows: what its own pace lets through in many seconds
MOST_STRANGERS = 60  # replies to strangers that a look shows beside the rest

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
    """Select the most urgent rows of a class, of each chat no more than EACH."""
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
class Shown:
    """What a look shows of a class: its rows, and whether there are more than it shows."""

    rows: Sequence[Row[Any]]
    crowded: bool


async def load_due(
    connection: AsyncConnection, now: datetime, real: datetime, most: int, *, strange: bool = False
) -> Shown:
    """Return the most urgent rows that are due; where there are too many, of each chat its first ones only.

    `strange` asks for replies to strangers, else for everything but these.
    """
    simply, crowded = _STATEMENTS[strange]
    asked = {"now": now, "real": real, "most": most}
    rows = (await connection.execute(simply, asked)).all()
    if len(rows) < most:
        return Shown(rows, crowded=False)
    return Shown((await connection.execute(crowded, asked)).all(), crowded=True)


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
    """Return how much waits for each of these chats."""
    rows = await connection.execute(_WAITING, {"chats": [(chat.channel, chat.address) for chat in chats]})
    return {Chat(row.channel, row.address): row.waiting for row in rows}


async def load_strangers_waiting(connection: AsyncConnection) -> int:
    """Return how many replies to people who have not joined wait."""
    return int((await connection.execute(_STRANGERS_WAITING)).scalar_one())


_WELCOMING = (
    update(t.outbox)
    .where(
        t.outbox.c.state == "queued",
        t.outbox.c.priority == Priority.STRANGER,
        tuple_(t.outbox.c.channel, t.outbox.c.address).in_(bindparam("chats", expanding=True)),
    )
    .values(priority=Priority.REPLY)
)


async def welcome(connection: AsyncConnection, chats: Collection[Chat]) -> None:
    """Have what waits for these strangers be replies like any other: what is newer would overtake it."""
    await connection.execute(_WELCOMING, {"chats": [(chat.channel, chat.address) for chat in chats]})
