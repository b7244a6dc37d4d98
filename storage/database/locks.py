"""What a turn holds until it ends: the turns of other workers wait for it before they go on with the same.

Always in the same order, so that two turns do not wait for each other: updates, then chats, then all decisions, then
reports, each sorted. SQLite has one writer at a time: there a turn holds everything anyway, and these only read.
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
    """Return an insert that knows ON CONFLICT, in the connection's dialect."""
    return inserting_in(connection.dialect.name, table)


def inserting_in(dialect: str, table: Any) -> Any:  # noqa: ANN401 -- the same
    """Return an insert that knows ON CONFLICT, in the dialect of that name."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


@cache
def adding(dialect: str, table: Any, *key: str) -> Any:  # noqa: ANN401 -- the same
    """Return the insert of rows of which those are left out whose key is there already; made once."""
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


_DECISIONS = (
    0x6261_6F63_616F_0003  # beside the locks of storage/database/upgrade.py and storage/outbox/sender_lock.py
)


async def hold_decisions(connection: AsyncConnection) -> None:
    """Have every other decision wait until this transaction ends: what one goes by no other changes meanwhile."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_DECISIONS})")


@cache
def _taking(dialect: str) -> Any:  # noqa: ANN401 -- the same
    return adding(dialect, t.updates, "key").returning(t.updates.c.key)


class Holding:
    """What one turn holds."""

    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        self._connection = connection
        self._alone = connection.dialect.name == "sqlite"
        self._now = now
        self._reports: set[int] = set()

    async def updates(self, keys: Iterable[str]) -> set[str]:
        """Take updates by key; returns those that nobody has taken, after waiting for whoever is about to."""
        rows = [{"key": key, "at": self._now} for key in sorted(set(keys))]
        if not rows:
            return set()
        taken = await self._connection.execute(_taking(self._connection.dialect.name), rows)
        return set(taken.scalars())

    async def sessions(self, chats: Collection[Chat]) -> Sequence[Row[Any]]:
        """Return the rows of the chats' sessions; for a chat never seen one is made, so that there is one to hold."""
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
        """Hold reports: their answers' ids then follow the order of commits, and a submission counts what is there."""
        missing = sorted(set(ids) - self._reports)
        if missing and not self._alone:
            await self._connection.execute(_REPORTS, {"ids": missing})
            self._reports.update(missing)
