"""The outbox: what is to be delivered, when, and how it went. A key is planned once, whoever plans it again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, and_, func, not_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chats import Chat
from conversations.deliveries import Delivery
from conversations.parcels import Parcel, Priority
from storage import schema as t
from storage.database import Database
from storage.holding import inserting
from storage.sending_right import announce

_DELIVERY: TypeAdapter[Delivery] = TypeAdapter(Delivery)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A parcel waiting in the outbox; it is read when it is opened, so that one nobody can read harms no other."""

    id: int
    attempts: int
    chat: Chat
    row: Row[Any]

    @property
    def parcel(self) -> Parcel:
        """What is to be delivered; raises pydantic.ValidationError for what only another version can read."""
        return Parcel(
            key=self.row.key,
            chat=self.chat,
            priority=Priority(self.row.priority),
            due_at=self.row.due_at,
            delivery=_DELIVERY.validate_json(self.row.delivery),
        )


async def put_parcels(connection: AsyncConnection, parcels: Iterable[Parcel]) -> None:
    """Put parcels into the outbox; those whose key was planned before are left as they are."""
    rows = [
        {
            "key": parcel.key,
            "channel": parcel.chat.channel,
            "address": parcel.chat.address,
            "priority": int(parcel.priority),
            "due_at": parcel.due_at,
            "delivery": _DELIVERY.dump_json(parcel.delivery).decode(),
        }
        for parcel in parcels
    ]
    if rows:
        await connection.execute(
            inserting(connection, t.outbox).on_conflict_do_nothing(index_elements=["key"]), rows
        )
        await announce(connection)


class Outbox:
    """The outbox as delivery works on it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, most: int, *, but_for: Collection[Chat] = ()) -> tuple[Queued, ...]:
        """Return what is due, the most urgent first; within one chat in the order of planning.

        Nothing is due for a chat that waits for another attempt: what is planned later never overtakes.
        """
        query = (
            select(t.outbox)
            .where(t.outbox.c.state == "queued", t.outbox.c.due_at <= now, not_(_held_back(now, but_for)))
            .order_by(t.outbox.c.priority, t.outbox.c.id)
            .limit(most)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(
            Queued(id=row.id, attempts=row.attempts, chat=Chat(row.channel, row.address), row=row)
            for row in rows
        )

    async def next_due(self, now: datetime, *, but_for: Collection[Chat] = ()) -> datetime | None:
        """Return when the next parcel becomes due, in the past where one is; None when nothing waits."""
        held_back = and_(t.outbox.c.due_at <= now, _held_back(now, but_for))
        query = select(func.min(t.outbox.c.due_at)).where(t.outbox.c.state == "queued", not_(held_back))
        async with self._database.reading() as connection:
            due: datetime | None = (await connection.execute(query)).scalar_one()
            return due

    async def settle(
        self, queued: Queued, state: str, now: datetime, *, message: str = "", error: str = ""
    ) -> None:
        """Write down how a delivery ended: `sent` (as which message), `dropped` (no longer needed) or `failed`."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(t.outbox)
                .where(t.outbox.c.id == queued.id)
                .values(
                    state=state,
                    settled_at=now,
                    message=message or None,
                    error=error or None,
                    attempts=queued.attempts + 1,
                )
            )

    async def postpone(self, queued: Queued, until: datetime, error: str, *, counted: bool) -> None:
        """Try a delivery again later, and all else that waits for its chat; `counted` makes it a failed attempt."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(t.outbox)
                .where(t.outbox.c.id == queued.id)
                .values(due_at=until, attempts=queued.attempts + counted, error=error)
            )

    async def mark_blocked(self, chat: Chat, now: datetime) -> None:
        """Note that the person has shut the chat to us; nothing more is planned for it until they come back."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(t.accounts)
                .where(t.accounts.c.channel == chat.channel, t.accounts.c.address == chat.address)
                .values(blocked_at=now)
            )


def _held_back(now: datetime, but_for: Collection[Chat]) -> ColumnElement[bool]:
    """Tell whether a parcel's chat waits for another attempt, or is one of `but_for`."""
    chat = tuple_(t.outbox.c.channel, t.outbox.c.address)
    failed = t.outbox.alias("failed")
    waiting = select(failed.c.channel, failed.c.address).where(
        failed.c.state == "queued", failed.c.error.is_not(None), failed.c.due_at > now
    )
    return chat.in_(waiting) | chat.in_([(each.channel, each.address) for each in but_for])
