"""A turn's database access: one transaction with all reads and writes of a batch, for all chats."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.effects import (
    Change,
    Decide,
    Keep,
    Record,
    Submit,
)
from conversations.chat.orders import Parcel
from conversations.chat.session import Deciding, Session
from reminders.quota import ChannelPlan
from reporting.people.chat import Chat
from reporting.people.person import Person
from reporting.queries.query import Query
from storage.database import schema as t
from storage.database.database import Database
from storage.database.locks import TurnLocks, inserting_in, lock_decisions
from storage.outbox.due import promote_replies
from storage.outbox.outbox import put_parcels
from storage.outbox.quota import load_users
from storage.people.accounts import load_chats, note_use
from storage.people.people import load_chat_owners
from storage.privacy.erasure import FAREWELL
from storage.queries.handlers import Replies
from storage.requested_change import RequestedChange
from storage.rounds.forms import FormShelf
from storage.turns.changes import write_changes
from storage.turns.dead_letters import DeadLetter, mark_replayed, put_dead_letters

REPEATS_KNOWN_FOR = timedelta(days=2)
"""The lifetime of an update's key. Channels redeliver an unconfirmed update for a day at most."""


class ConcurrentChange(Exception):
    """Two chats of a wave changed the same data independently. The turn loop retries each one alone."""


_OLD = select(t.updates.c.key).where(t.updates.c.at < bindparam("before"))
# Skips rows that another worker is deleting, instead of waiting for them.
_FORGETTING = delete(t.updates).where(t.updates.c.key.in_(_OLD.with_for_update(skip_locked=True)))


@cache
def _keeping(dialect: str) -> Any:  # noqa: ANN401 -- two dialects' inserts without a common type
    upsert = inserting_in(dialect, t.sessions)
    new = {"state": upsert.excluded.state, "updated_at": upsert.excluded.updated_at}
    return upsert.on_conflict_do_update(index_elements=["channel", "address"], set_=new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """The person who writes from a chat, and the chat's session."""

    session: Session
    person: Person | None


class Turn:
    """The transaction of one batch."""

    def __init__(self, connection: AsyncConnection, replies: Replies, now: datetime) -> None:
        self._connection = connection
        self._replies = replies
        self._holding = TurnLocks(connection, now)
        self._now = now

    async def claim(self, keys: Sequence[str]) -> set[str]:
        """Claim updates by key; return the keys that were not claimed before, and delete expired keys."""
        fresh = await self._holding.updates(keys)
        await self._connection.execute(_FORGETTING, {"before": self._now - REPEATS_KNOWN_FOR})
        return fresh

    async def visitors(self, chats: Collection[Chat]) -> dict[Chat, Visitor]:
        """Return each chat's session and owner; both and the reports concerned are locked until the turn ends."""
        rows = await self._holding.sessions(chats)
        states = {Chat(row.channel, row.address): Session.stored(row.state) for row in rows}
        if any(isinstance(session.place, Deciding) for session in states.values()):
            await lock_decisions(self._connection)
        await self._holding.reports(_report_ids(session.place for session in states.values()))
        present = await load_chat_owners(self._connection, chats)
        return {
            chat: Visitor(session=states.get(chat, Session()), person=present.get(chat)) for chat in chats
        }

    async def replies(self, queries: Sequence[Query[Any]]) -> list[Any]:
        """Return the replies to the dialogues' queries, in order."""
        return await self._replies.to(queries)

    async def write(
        self,
        sessions: Iterable[tuple[Chat, Session]],
        changes: Sequence[RequestedChange[Change]],
        parcels: Iterable[Parcel],
    ) -> None:
        """Store the results of one wave's steps; raises ConcurrentChange."""
        _refuse_crossings(changes)
        await self._holding.reports(_report_ids(each.effect for each in changes))
        gone = await write_changes(self._connection, changes, self._now)
        await self._keep((chat, session) for chat, session in sessions if chat not in gone)
        await put_parcels(
            self._connection,
            (each for each in parcels if each.chat not in gone or each.key.startswith(FAREWELL)),
        )

    async def no_strangers(self, chats: Collection[Chat]) -> None:
        """Treat these chats as expected people: their waiting replies get the ordinary priority."""
        if chats:
            await promote_replies(self._connection, chats)

    async def welcome_back(self, chats: Collection[Chat]) -> None:
        """Record that people wrote from these chats, and mark the chats as not blocked."""
        await note_use(self._connection, chats, self._now)

    async def bury(self, letters: Sequence[DeadLetter]) -> None:
        """Store the events of failed steps as dead letters."""
        await put_dead_letters(self._connection, letters, self._now)

    async def replayed(self, letter_id: int) -> None:
        """Mark a dead letter as replayed by this turn."""
        await mark_replayed(self._connection, letter_id, self._now)

    async def full_channels(self, plans: Mapping[str, ChannelPlan]) -> set[str]:
        """Return the channels that have reached their plan's user limit."""
        limits = {channel: plan.users for channel, plan in plans.items() if plan.users}
        users = await load_users(self._connection) if limits else {}
        return {channel for channel, limit in limits.items() if users.get(channel, 0) >= limit}

    async def chats_of(self, people: Collection[int]) -> dict[int, Chat]:
        """Return each person's chat; people without an unblocked account are omitted."""
        return await load_chats(self._connection, people)

    async def _keep(self, sessions: Iterable[tuple[Chat, Session]]) -> None:
        rows = [
            {
                "channel": chat.channel,
                "address": chat.address,
                "state": session.model_dump_json(),
                "updated_at": self._now,
            }
            for chat, session in sessions
        ]
        if rows:
            await self._connection.execute(_keeping(self._connection.dialect.name), rows)


def _report_ids(about: Iterable[object]) -> set[int]:
    """Return the report ids in the given places or effects."""
    return {each.report_id for each in about if hasattr(each, "report_id")}


def _refuse_crossings(changes: Iterable[RequestedChange[Change]]) -> None:
    """Refuse two decisions, or changes of one report by two chats, in the same wave; raises ConcurrentChange."""
    chats: dict[object, set[Chat]] = defaultdict(set)
    for each in changes:
        if isinstance(each.effect, Decide):
            chats[Decide].add(each.chat)
        elif isinstance(each.effect, Record | Keep | Submit):
            chats[each.effect.report_id].add(each.chat)
    if any(len(crossing) > 1 for crossing in chats.values()):
        raise ConcurrentChange


@asynccontextmanager
async def open_turn(
    database: Database,
    shelf: FormShelf,
    zone: tzinfo,
    now: datetime,
    hashed: Callable[[str], str] | None = None,
) -> AsyncIterator[Turn]:
    """Open a turn: its writes commit when the block ends normally, and roll back otherwise."""
    async with database.writing() as connection:
        yield Turn(connection, Replies(connection, shelf, zone, hashed), now)
