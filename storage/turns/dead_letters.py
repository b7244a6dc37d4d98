"""Dead letters: events that could not be dealt with, kept as they came with what went wrong, to be replayed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from traceback import format_exception
from typing import Any, Self, get_args

from pydantic import TypeAdapter
from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.events import Event, GroupEvent, Happening, Hurried, Shared
from reporting.people.chat import Chat
from storage.database import schema as t
from storage.database.database import Database
from storage.database.locks import inserting
from texts.storable import storable

UNREAD = "update"
"""The kind of a letter that holds a channel's whole update, which nobody could read."""

BODY = "body"
"""The kind of a letter that holds what a webhook was brought, where it is no update's JSON at all."""

_LONGEST_KEY = 500  # characters: an index holds no text without end

_EVENTS: Mapping[str, TypeAdapter[Happening]] = {
    kind.__name__.lower(): TypeAdapter(kind)
    for kind in (*get_args(Event), Shared, *get_args(GroupEvent), Hurried)
}


class UnknownKind(LookupError):
    """The letter holds no event that this version knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """What came under `key` and could not be dealt with, as JSON; the failure's type, and its trace.

    The JSON is in ASCII, for what came may be what no database can hold. The chat's address is empty where the
    update could not be read.
    """

    key: str
    chat: Chat
    kind: str
    content: str
    failure: str
    trace: str

    @classmethod
    def of_event(cls, key: str, chat: Chat, event: Happening, failure: Exception) -> Self:
        """Return the letter of an event whose step failed."""
        kind = type(event).__name__.lower()
        return cls._of(key, chat, kind, _EVENTS[kind].dump_python(event), failure)

    @classmethod
    def of_update(cls, key: str, channel: str, update: Mapping[str, Any], failure: Exception) -> Self:
        """Return the letter of an update that the channel's library could not read."""
        return cls._of(key, Chat(channel, ""), UNREAD, update, failure)

    @classmethod
    def of_body(cls, key: str, channel: str, body: bytes, failure: Exception) -> Self:
        """Return the letter of something that is no update; what is no UTF-8 in it is escaped."""
        text = body.decode(errors="surrogateescape")
        return cls._of(key, Chat(channel, ""), BODY, text, failure)

    @classmethod
    def of_what_came(cls, key: str, came: object, failure: Exception) -> Self:
        """Return the letter of whatever came under a key, which nobody could even make an event's letter of."""
        try:
            told = repr(came)
        except Exception:  # not even that: the key remains
            told = ""
        return cls._of(key, Chat(key.partition(":")[0], ""), BODY, told, failure)

    @classmethod
    def _of(
        cls, key: str, chat: Chat, kind: str, content: Mapping[str, Any] | str, failure: Exception
    ) -> Self:
        return cls(
            key=key,
            chat=chat,
            kind=kind,
            content=json.dumps(content),
            failure=type(failure).__name__,
            trace=_trace(failure),
        )

    @property
    def body(self) -> bytes:
        """What a channel brought, as it came, or as JSON."""
        if self.kind == BODY:
            text: str = json.loads(self.content)
            return text.encode(errors="surrogateescape")
        return self.content.encode()

    @property
    def event(self) -> Happening:
        """The event; raises UnknownKind, and pydantic.ValidationError for what only another version can read."""
        if self.kind not in _EVENTS:
            raise UnknownKind(self.kind)
        return _EVENTS[self.kind].validate_python(json.loads(self.content))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLetter:
    """A dead letter in the database."""

    id: int
    at: datetime
    replayed_at: datetime | None
    letter: DeadLetter


class DeadLetters:
    """The dead letters of an installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, letters: Sequence[DeadLetter], now: datetime) -> None:
        """Keep letters; one that is kept already is left as it is."""
        if letters:
            async with self._database.writing() as connection:
                await put_dead_letters(connection, letters, now)

    async def waiting(self) -> tuple[KeptLetter, ...]:
        """Return the letters that were not replayed, in the order in which they came."""
        letters = t.dead_letters
        query = select(letters).where(letters.c.replayed_at.is_(None)).order_by(letters.c.id)
        async with self._database.reading() as connection:
            return tuple(_kept(row) for row in await connection.execute(query))

    async def get(self, letter_id: int) -> KeptLetter | None:
        """Return a letter, replayed or not."""
        async with self._database.reading() as connection:
            rows = await connection.execute(select(t.dead_letters).where(t.dead_letters.c.id == letter_id))
            row = rows.one_or_none()
            return _kept(row) if row is not None else None

    async def drop(self, letter_id: int) -> bool:
        """Forget a letter; return whether there was one."""
        async with self._database.writing() as connection:
            dropped = await connection.execute(delete(t.dead_letters).where(t.dead_letters.c.id == letter_id))
            return dropped.rowcount == 1


async def put_dead_letters(connection: AsyncConnection, letters: Sequence[DeadLetter], now: datetime) -> None:
    """Write letters down; one whose key is known is left as it is."""
    if letters:
        rows = [
            {
                "key": storable(letter.key)[:_LONGEST_KEY],
                "channel": storable(letter.chat.channel),
                "address": storable(letter.chat.address)[:_LONGEST_KEY],
                "kind": letter.kind,
                "content": letter.content,
                "failure": letter.failure,
                "trace": letter.trace,
                "at": now,
            }
            for letter in letters
        ]
        insert = inserting(connection, t.dead_letters).on_conflict_do_nothing(index_elements=["key"])
        await connection.execute(insert, rows)


async def mark_replayed(connection: AsyncConnection, letter_id: int, now: datetime) -> None:
    """Note that a letter's event has been dealt with."""
    await connection.execute(
        update(t.dead_letters).where(t.dead_letters.c.id == letter_id).values(replayed_at=now)
    )


def _kept(row: Row[Any]) -> KeptLetter:
    letter = DeadLetter(
        key=row.key,
        chat=Chat(row.channel, row.address),
        kind=row.kind,
        content=row.content,
        failure=row.failure,
        trace=row.trace,
    )
    return KeptLetter(id=row.id, at=row.at, replayed_at=row.replayed_at, letter=letter)


def _trace(failure: Exception) -> str:
    trace = "".join(format_exception(failure)).replace("\0", "\\0")
    return trace.encode(errors="backslashreplace").decode()
