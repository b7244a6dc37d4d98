"""The row locks that a turn holds until its transaction ends. Turns of other workers wait for them.

All turns lock in one order, which prevents deadlocks: updates, chats, decisions, reports, each sorted. SQLite has one
writer at a time, so there these functions only read.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.session import Session
from reporting.people.chat import Chat
from storage.database import schema as t


def inserting(connection: AsyncConnection, table: Any) -> Any:  # noqa: ANN401 -- two dialects' inserts with one interface and no common type
    """Return an INSERT that supports ON CONFLICT in the connection's dialect."""
    return inserting_in(connection.dialect.name, table)


def inserting_in(dialect: str, table: Any) -> Any:  # noqa: ANN401 -- the same
    """Return an INSERT that supports ON CONFLICT in the named dialect."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


@cache
def adding(dialect: str, table: Any, *key: str) -> Any:  # noqa: ANN401 -- the same
    """Return an INSERT that skips rows whose key exists (ON CONFLICT DO NOTHING). The statement is cached."""
    return inserting_in(dialect, table).on_conflict_do_nothing(index_elements=key)


_SESSIONS: Select[Any] = (
    select(t.sessions.c.channel, t.sessions.c.address, t.sessions.c.state)
    .where(tuple_(t.sessions.c.channel, t.sessions.c.address).in_(bindparam("chats", expanding=True)))
    .order_by(t.sessions.c.channel, t.sessions.c.address)
    .with_for_update()
)
_REPORTS = (
    select(t.reports.c.id)
    .where(t.reports.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(t.reports.c.id)
    .with_for_update(key_share=True)
)


_DECISIONS = 0x6261_6F63_616F_0003  # next to the locks in storage/database/upgrade.py and storage/outbox/sender_lock.py


async def lock_decisions(connection: AsyncConnection) -> None:
    """Serialise decisions: every other decision waits until this transaction ends."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_DECISIONS})")


@cache
def _taking(dialect: str) -> Any:  # noqa: ANN401 -- the same
    return adding(dialect, t.updates, "key").returning(t.updates.c.key)


class TurnLocks:
    """The locks of one turn."""

    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        self._connection = connection
        self._alone = connection.dialect.name == "sqlite"
        self._now = now
        self._reports: set[int] = set()

    async def updates(self, keys: Iterable[str]) -> set[str]:
        """Claim updates by key; return the keys that no turn claimed before.

        Waits for a concurrent claim of the same key.
        """
        rows = [{"key": key, "at": self._now} for key in sorted(set(keys))]
        if not rows:
            return set()
        taken = await self._connection.execute(_taking(self._connection.dialect.name), rows)
        return set(taken.scalars())

    async def sessions(self, chats: Collection[Chat]) -> Sequence[Row[Any]]:
        """Lock and return the session rows of the chats.

        For a new chat it inserts a row first, so that there is one to lock.
        """
        wanted = sorted({(chat.channel, chat.address) for chat in chats})
        rows = await self._sessions(wanted)
        if self._alone or len(rows) == len(wanted):
            return rows
        known = {(row.channel, row.address) for row in rows}
        state = Session().model_dump_json()
        await self._connection.execute(
            adding(self._connection.dialect.name, t.sessions, "channel", "address"),
            [
                {"channel": channel, "address": address, "state": state, "updated_at": self._now}
                for channel, address in wanted
                if (channel, address) not in known
            ],
        )
        return await self._sessions(wanted)

    async def _sessions(self, chats: Sequence[tuple[str, str]]) -> Sequence[Row[Any]]:
        return list(await self._connection.execute(_SESSIONS, {"chats": chats}))

    async def reports(self, ids: Iterable[int]) -> None:
        """Lock reports.

        The ids of their answers then follow the commit order, and a submission counts all stored answers.
        """
        missing = sorted(set(ids) - self._reports)
        if missing and not self._alone:
            await self._connection.execute(_REPORTS, {"ids": missing})
            self._reports.update(missing)
