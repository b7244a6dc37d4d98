"""What could not be sent and was given up: counted, listed, sent again or dropped. Strangers' replies are left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.orders import Priority
from storage.database import schema as t
from storage.outbox.sender_lock import announce


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """A message that was given up: to which channel, what it was, why, and when."""

    id: int
    channel: str
    priority: Priority
    error: str
    at: datetime


def _given_up() -> ColumnElement[bool]:
    """Tell a message that was given up and is still there; in time its content is let go."""
    outbox = t.outbox.c
    return and_(outbox.state == "given_up", outbox.priority != Priority.STRANGER, outbox.delivery != "")


async def count_given_up(connection: AsyncConnection, since: datetime | None = None) -> int:
    """Return how many were given up, since then or at all."""
    lately = (t.outbox.c.settled_at >= since,) if since is not None else ()
    return int((await connection.execute(select(func.count()).where(_given_up(), *lately))).scalar_one())


async def load_given_up(connection: AsyncConnection) -> Sequence[GivenUp]:
    """Return what was given up, the oldest first."""
    rows = await connection.execute(select(t.outbox).where(_given_up()).order_by(t.outbox.c.id))
    return [
        GivenUp(
            id=row.id,
            channel=row.channel,
            priority=Priority(row.priority),
            error=row.error or "",
            at=row.settled_at,
        )
        for row in rows
    ]


async def send_again(connection: AsyncConnection, outbox_id: int | None, now: datetime) -> int:
    """Have one of them, or all, be sent again, less the parts that went; returns how many."""
    fresh = dict.fromkeys(("settled_at", "error", "retry_at", "failing_since", "until"))
    again = update(t.outbox).where(_given_up(), *_which(outbox_id))
    sent = await connection.execute(again.values(state="queued", due_at=now, attempts=0, **fresh))
    await announce(connection)
    return sent.rowcount


async def drop_given_up(connection: AsyncConnection, outbox_id: int | None) -> int:
    """Have one of them, or all, be told of no more; returns how many."""
    dropped = update(t.outbox).where(_given_up(), *_which(outbox_id)).values(state="dropped")
    return (await connection.execute(dropped)).rowcount


def _which(outbox_id: int | None) -> Sequence[ColumnElement[bool]]:
    return () if outbox_id is None else (t.outbox.c.id == outbox_id,)
