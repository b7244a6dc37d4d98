"""The outbox: what is to be delivered, when, and how it went. A key is planned once, whoever plans it again.

Two clocks: when a parcel is due, the office's clock says, which may be moved; when what failed is tried again, the
real one. A channel that asks for five seconds means seconds.
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
"""How the keys of replies begin; a reply is never planned anew once the update that it answers is known."""

LONGEST_PAUSE = timedelta(minutes=15)
"""After a failure, as a rule; longer only where the channel asks for it, and not after the real clock was set back."""

_DELIVERY: TypeAdapter[Delivery] = TypeAdapter(Delivery)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A parcel waiting in the outbox; it is read when it is opened, so that one nobody can read harms no other."""

    id: int
    chat: Chat
    row: Row[Any]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Return what a row of the outbox holds."""
        return cls(id=row.id, chat=Chat(row.channel, row.address), row=row)

    @property
    def attempts(self) -> int:
        """How often nobody knows whether it arrived."""
        return int(self.row.attempts)

    @property
    def parts(self) -> int:
        """How many messages of it went at earlier attempts."""
        return int(self.row.parts)

    @property
    def priority(self) -> Priority:
        """What it is."""
        return Priority(self.row.priority)

    @property
    def parcel(self) -> Parcel:
        """What is to be delivered; raises pydantic.ValidationError for what only another version can read."""
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
    """A delivery that is over: `sent` (as which message), `dropped` (no longer needed), `failed` or `given_up` (why).

    It failed where the person has shut the chat to us (`closed`); what was given up can be sent again. `messages` is
    how many went out.
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
    """A delivery to try again after so many seconds, and all else that waits for its chat.

    `counted` makes it an attempt: it may have arrived. `messages` of it went and are not sent again.
    """

    queued: Queued
    seconds: float
    error: str
    counted: bool = False
    messages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A delivery to a chat that has got another address: it and all that waits with it follow."""

    queued: Queued
    address: str


Outcome = DeliveryOutcome | Postponed | Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDeliveries:
    """What a look at the outbox shows: what is due, the most urgent first, and when more will be.

    `next_due` goes by the office's clock; after `retry_in` seconds something that failed is tried again. It may be
    `crowded`: more is due than it shows, or `strangers_crowd`.
    """

    due: tuple[Queued, ...]
    next_due: datetime | None
    retry_in: float | None = None
    crowded: bool = False
    strangers_crowd: bool = False


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
    """The outbox as delivery works on it; `real` is the time by which what failed is tried again."""

    def __init__(self, database: Database, *, real: Callable[[], datetime] = real_now) -> None:
        self._database = database
        self._real = real
        self._latest: datetime | None = None

    async def look(self, now: datetime, most: int) -> DueDeliveries:
        """Return what is due now, the most urgent first and within one chat in the order of planning.

        No more than `most`, and beside them a few replies to strangers. Nothing is due for a chat
        that waits for another attempt: what is planned later never overtakes.
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
        """Return when something that is planned for later goes out; None where nothing is."""
        async with self._database.reading() as connection:
            found: datetime | None = (await connection.execute(_LATER, {"now": now})).scalar_one()
        return found

    def failing_for(self, queued: Queued) -> timedelta:
        """Return for how long the channel has failed with a parcel, in real time."""
        since: datetime | None = queued.row.failing_since
        return timedelta() if since is None else max(self._real() - since, timedelta())

    async def waiting(self, chats: Collection[Chat]) -> dict[Chat, int]:
        """Return how much waits for each of these chats; those for which nothing waits are left out."""
        async with self._database.reading() as connection:
            return await load_waiting(connection, chats)

    async def strangers_waiting(self) -> int:
        """Return how many replies to people who have not joined wait."""
        async with self._database.reading() as connection:
            return await load_strangers_waiting(connection)

    async def _moment(self) -> datetime:
        """Return the real time; when it has been set back, nothing that failed waits for the time of before."""
        real = self._real()
        if self._latest is None or real < self._latest:
            async with self._database.writing() as connection:
                await connection.execute(_RETRYING, {"real": real, "latest": real + LONGEST_PAUSE})
        self._latest = real
        return real

    async def bring_forward(self, now: datetime) -> None:
        """Have replies and orders be due now: the office's clock was set back since they were written.

        What was planned for later waits for its time by whichever clock.
        """
        async with self._database.writing() as connection:
            await connection.execute(_BRINGING_FORWARD, {"now": now})

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Write down how deliveries went, all together."""
        async with self._database.writing() as connection:
            await _end(connection, [each for each in outcomes if isinstance(each, DeliveryOutcome)])
            postponed = [each for each in outcomes if isinstance(each, Postponed)]
            await _postpone(connection, postponed, self._real())
            for each in outcomes:
                if isinstance(each, Moved):
                    await _move(connection, each)


@cache
def _writing(*columns: str) -> Update:
    """Return the statement that writes these columns of many rows, each by its id."""
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
    """Note that the person has shut the chat to us; nothing more is planned for it until they come back."""
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
