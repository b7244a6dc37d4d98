"""Parcels that delivery gave up: count, list, resend, or drop them. Strangers' replies are excluded."""

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
    """A given-up parcel: its channel, kind, error, and time."""

    id: int
    channel: str
    priority: Priority
    error: str
    at: datetime


def _given_up() -> ColumnElement[bool]:
    """Return the condition for a given-up parcel whose content retention has not cleared yet."""
    outbox = t.outbox.c
    return and_(outbox.state == "given_up", outbox.priority != Priority.STRANGER, outbox.delivery != "")


async def count_given_up(connection: AsyncConnection, since: datetime | None = None) -> int:
    """Return how many parcels were given up, optionally since a time."""
    lately = (t.outbox.c.settled_at >= since,) if since is not None else ()
    return int((await connection.execute(select(func.count()).where(_given_up(), *lately))).scalar_one())


async def load_given_up(connection: AsyncConnection) -> Sequence[GivenUp]:
    """Return the given-up parcels, oldest first."""
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
    """Queue one given-up parcel, or all of them, again; parts already sent are skipped. Returns their number."""
    fresh = dict.fromkeys(("settled_at", "error", "retry_at", "failing_since", "until"))
    again = update(t.outbox).where(_given_up(), *_which(outbox_id))
    sent = await connection.execute(again.values(state="queued", due_at=now, attempts=0, **fresh))
    await announce(connection)
    return sent.rowcount


async def drop_given_up(connection: AsyncConnection, outbox_id: int | None) -> int:
    """Drop one given-up parcel, or all of them; returns their number."""
    dropped = update(t.outbox).where(_given_up(), *_which(outbox_id)).values(state="dropped")
    return (await connection.execute(dropped)).rowcount


def _which(outbox_id: int | None) -> Sequence[ColumnElement[bool]]:
    return () if outbox_id is None else (t.outbox.c.id == outbox_id,)
