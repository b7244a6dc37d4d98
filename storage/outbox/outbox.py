"""The outbox: planned messages, their due times, and their delivery outcomes. A key is planned at most once.

The outbox uses two clocks. The office's clock, which demos and tests can move, decides when a parcel is due. The real
clock decides when a failed delivery is retried, because a channel's retry delay counts in real seconds.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal, Self

from pydantic import TypeAdapter
from sqlalchemy import Row, Update, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.orders import Delivery, Parcel, Priority
from reporting.people.chat import Chat
from storage.database import schema as t
from storage.database.database import Database
from storage.database.locks import adding
from storage.database.sqlite_types import real_now
from storage.outbox.due import MOST_STRANGERS, load_due, load_strangers_waiting, load_waiting
from storage.outbox.quota import count_messages
from storage.outbox.sender_lock import announce

REPLIES = "reply:"
"""The key prefix of replies. A reply is not planned again once the update that it answers is claimed."""

LONGEST_PAUSE = timedelta(minutes=15)
"""The maximum retry delay. Only a channel may ask for a longer one, and not after the real clock went back."""

_DELIVERY: TypeAdapter[Delivery] = TypeAdapter(Delivery)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A parcel waiting in the outbox.

    It is parsed on access, so that one unreadable parcel does not block the others.
    """

    id: int
    chat: Chat
    row: Row[Any]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Return the parcel of an outbox row."""
        return cls(id=row.id, chat=Chat(row.channel, row.address), row=row)

    @property
    def attempts(self) -> int:
        """The number of attempts whose outcome is unknown."""
        return int(self.row.attempts)

    @property
    def parts(self) -> int:
        """The number of its messages that earlier attempts sent."""
        return int(self.row.parts)

    @property
    def priority(self) -> Priority:
        """The parcel's priority."""
        return Priority(self.row.priority)

    @property
    def parcel(self) -> Parcel:
        """The parsed parcel; raises pydantic.ValidationError if only another version of the program can read it."""
        return Parcel(
            key=self.row.key,
            chat=self.chat,
            priority=self.priority,
            due_at=self.row.due_at,
            delivery=_DELIVERY.validate_json(self.row.delivery),
            until=self.row.until,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOutcome:
    """The final outcome: `sent` (with the message id), `dropped` (obsolete), `failed` or `given_up` (with the reason).

    `failed` means that the person blocked the bot (`closed`). A given-up parcel can be resent. `messages` is the
    number of messages sent.
    """

    queued: Queued
    state: Literal["sent", "dropped", "failed", "given_up"]
    at: datetime
    message: str = ""
    error: str = ""
    closed: bool = False
    messages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """A retry after a delay in seconds. All other parcels of the chat wait too.

    `counted` increments the attempts, because the message may have arrived. `messages` were sent and are not
    repeated.
    """

    queued: Queued
    seconds: float
    error: str
    counted: bool = False
    messages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The chat's address changed. The parcel and all other waiting parcels of the chat move to the new address."""

    queued: Queued
    address: str


Outcome = DeliveryOutcome | Postponed | Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDeliveries:
    """One look at the outbox: the due parcels, most urgent first, and when to look again.

    `next_due` is in the office's clock; `retry_in` is in real seconds. `crowded` and `strangers_crowd` mean that more
    parcels are due than were returned.
    """

    due: tuple[Queued, ...]
    next_due: datetime | None
    retry_in: float | None = None
    crowded: bool = False
    strangers_crowd: bool = False


async def put_parcels(connection: AsyncConnection, parcels: Iterable[Parcel]) -> None:
    """Insert parcels; existing keys are left unchanged."""
    rows = [
        {
            "key": parcel.key,
            "channel": parcel.chat.channel,
            "address": parcel.chat.address,
            "priority": int(parcel.priority),
            "due_at": parcel.due_at,
            "delivery": _DELIVERY.dump_json(parcel.delivery).decode(),
            "until": parcel.until,
        }
        for parcel in parcels
    ]
    if rows:
        await connection.execute(adding(connection.dialect.name, t.outbox, "key"), rows)
        await announce(connection)


_BRINGING_FORWARD = (
    update(t.outbox)
    .where(
        t.outbox.c.state == "queued",
        t.outbox.c.due_at > bindparam("now"),
        t.outbox.c.priority != Priority.REMINDER,
    )
    .values(due_at=bindparam("now"))
)
_RETRYING = (
    update(t.outbox)
    .where(t.outbox.c.state == "queued", t.outbox.c.retry_at > bindparam("latest"))
    .values(retry_at=bindparam("real"))
)
_LATER = select(func.min(t.outbox.c.due_at)).where(
    t.outbox.c.state == "queued", t.outbox.c.due_at > bindparam("now")
)
_RETRY = select(func.min(t.outbox.c.retry_at)).where(
    t.outbox.c.state == "queued", t.outbox.c.retry_at > bindparam("real")
)


class Outbox:
    """The outbox as the sender uses it; `real` is the clock for retries."""

    def __init__(self, database: Database, *, real: Callable[[], datetime] = real_now) -> None:
        self._database = database
        self._real = real
        self._latest: datetime | None = None

    async def look(self, now: datetime, most: int) -> DueDeliveries:
        """Return the due parcels, most urgent first, and in planning order within a chat.

        At most `most` parcels, plus a few replies to strangers. A chat that waits for a retry has no due parcels, so
        a later parcel never overtakes an earlier one.
        """
        real = await self._moment()
        async with self._database.reading() as connection:
            members = await load_due(connection, now, real, most)
            strange = await load_due(connection, now, real, MOST_STRANGERS, strange=True)
            next_due = (await connection.execute(_LATER, {"now": now})).scalar_one()
            retry_at = (await connection.execute(_RETRY, {"real": real})).scalar_one()
        return DueDeliveries(
            due=tuple(map(Queued.of, (*members.rows, *strange.rows))),
            next_due=next_due,
            retry_in=None if retry_at is None else (retry_at - real).total_seconds(),
            crowded=members.crowded,
            strangers_crowd=strange.crowded,
        )

    async def next_due(self, now: datetime) -> datetime | None:
        """Return the due time of the next scheduled parcel, or None."""
        async with self._database.reading() as connection:
            found: datetime | None = (await connection.execute(_LATER, {"now": now})).scalar_one()
        return found

    def failing_for(self, queued: Queued) -> timedelta:
        """Return for how long the channel has failed to take a parcel, in real time."""
        since: datetime | None = queued.row.failing_since
        return timedelta() if since is None else max(self._real() - since, timedelta())

    async def waiting(self, chats: Collection[Chat]) -> dict[Chat, int]:
        """Return the number of waiting parcels of each chat, without the chats that have none."""
        async with self._database.reading() as connection:
            return await load_waiting(connection, chats)

    async def strangers_waiting(self) -> int:
        """Return the number of waiting replies to people who have not joined."""
        async with self._database.reading() as connection:
            return await load_strangers_waiting(connection)

    async def _moment(self) -> datetime:
        """Return the real time. If the real clock was set back, cap the retry times that the old time set."""
        real = self._real()
        if self._latest is None or real < self._latest:
            async with self._database.writing() as connection:
                await connection.execute(_RETRYING, {"real": real, "latest": real + LONGEST_PAUSE})
        self._latest = real
        return real

    async def bring_forward(self, now: datetime) -> None:
        """Make replies and orders due now, after the office's clock was set back.

        Scheduled parcels keep their due time.
        """
        async with self._database.writing() as connection:
            await connection.execute(_BRINGING_FORWARD, {"now": now})

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Store the outcomes of several deliveries in one transaction."""
        async with self._database.writing() as connection:
            await _end(connection, [each for each in outcomes if isinstance(each, DeliveryOutcome)])
            postponed = [each for each in outcomes if isinstance(each, Postponed)]
            await _postpone(connection, postponed, self._real())
            for each in outcomes:
                if isinstance(each, Moved):
                    await _move(connection, each)


@cache
def _writing(*columns: str) -> Update:
    """Return an UPDATE of these columns for many rows, each by its id."""
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    return update(t.outbox).where(t.outbox.c.id == bindparam("row")).values(values)


async def _end(connection: AsyncConnection, outcomes: Sequence[DeliveryOutcome]) -> None:
    if not outcomes:
        return
    await connection.execute(
        _writing("state", "settled_at", "message", "error", "attempts"),
        [
            {
                "row": each.queued.id,
                "state": each.state,
                "settled_at": each.at,
                "message": each.message or None,
                "error": each.error or None,
                "attempts": each.queued.attempts + 1,
            }
            for each in outcomes
        ],
    )
    await count_messages(
        connection, ((each.queued.chat.channel, each.at, each.messages) for each in outcomes)
    )
    for each in outcomes:
        if each.closed:
            await _close(connection, each.queued.chat, each.at)


async def _postpone(connection: AsyncConnection, outcomes: Sequence[Postponed], real: datetime) -> None:
    if not outcomes:
        return
    await connection.execute(
        _writing("retry_at", "attempts", "parts", "failing_since", "error"),
        [
            {
                "row": each.queued.id,
                "retry_at": real + timedelta(seconds=each.seconds),
                "attempts": each.queued.attempts + each.counted,
                "parts": each.queued.parts + each.messages,
                "failing_since": each.queued.row.failing_since or real,
                "error": each.error,
            }
            for each in outcomes
        ],
    )
    await count_messages(connection, ((each.queued.chat.channel, real, each.messages) for each in outcomes))


async def _close(connection: AsyncConnection, chat: Chat, now: datetime) -> None:
    """Mark the chat as blocked by the person. Nothing is planned for it until the person writes again."""
    await connection.execute(
        update(t.accounts)
        .where(
            t.accounts.c.channel == chat.channel,
            t.accounts.c.address == chat.address,
            t.accounts.c.blocked_at.is_(None),
        )
        .values(blocked_at=now)
    )


async def _move(connection: AsyncConnection, outcome: Moved) -> None:
    chat = outcome.queued.chat
    await connection.execute(
        update(t.outbox)
        .where(
            t.outbox.c.channel == chat.channel,
            t.outbox.c.address == chat.address,
            t.outbox.c.state == "queued",
        )
        .values(address=outcome.address)
    )
