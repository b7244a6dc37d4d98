"""Dead letters: events whose processing failed, stored unchanged with the failure and ready for replay."""

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
"""The kind of a letter that contains a channel's whole update, because it could not be parsed."""

BODY = "body"
"""The kind of a letter that contains a webhook's request body, because it is not an update's JSON."""

_LONGEST_KEY = 500  # characters, the limit of an indexed column

_EVENTS: Mapping[str, TypeAdapter[Happening]] = {
    kind.__name__.lower(): TypeAdapter(kind)
    for kind in (*get_args(Event), Shared, *get_args(GroupEvent), Hurried)
}


class UnknownKind(LookupError):
    """The letter contains no event kind that this version supports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A failed event under its `key`, as JSON, with the failure's type and traceback.

    The JSON is ASCII, because the event may contain characters that the database rejects. The chat's address is empty
    if the update could not be parsed.
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
        """Return the letter of an update that could not be parsed."""
        return cls._of(key, Chat(channel, ""), UNREAD, update, failure)

    @classmethod
    def of_body(cls, key: str, channel: str, body: bytes, failure: Exception) -> Self:
        """Return the letter of a body that is not an update; invalid UTF-8 is escaped."""
        text = body.decode(errors="surrogateescape")
        return cls._of(key, Chat(channel, ""), BODY, text, failure)

    @classmethod
    def of_what_came(cls, key: str, came: object, failure: Exception) -> Self:
        """Return the letter of anything received under a key, as its repr() if possible."""
        try:
            told = repr(came)
        except Exception:  # not even repr() works: only the key is kept
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
        """The body as the channel sent it, or as JSON."""
        if self.kind == BODY:
            text: str = json.loads(self.content)
            return text.encode(errors="surrogateescape")
        return self.content.encode()

    @property
    def event(self) -> Happening:
        """The event; raises UnknownKind, or pydantic.ValidationError if only another version can read it."""
        if self.kind not in _EVENTS:
            raise UnknownKind(self.kind)
        return _EVENTS[self.kind].validate_python(json.loads(self.content))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLetter:
    """A stored dead letter with its id."""

    id: int
    at: datetime
    replayed_at: datetime | None
    letter: DeadLetter


class DeadLetters:
    """The dead letters in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, letters: Sequence[DeadLetter], now: datetime) -> None:
        """Store letters; existing ones are left unchanged."""
        if letters:
            async with self._database.writing() as connection:
                await put_dead_letters(connection, letters, now)

    async def waiting(self) -> tuple[KeptLetter, ...]:
        """Return the letters that were not replayed, in order of arrival."""
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
        """Delete a letter; return whether it existed."""
        async with self._database.writing() as connection:
            dropped = await connection.execute(delete(t.dead_letters).where(t.dead_letters.c.id == letter_id))
            return dropped.rowcount == 1


async def put_dead_letters(connection: AsyncConnection, letters: Sequence[DeadLetter], now: datetime) -> None:
    """Insert letters; existing keys are left unchanged."""
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
    """Mark a letter as replayed."""
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
