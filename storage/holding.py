"""What a turn holds until it ends: the turns of other workers wait for it before they go on with the same.

Always in the same order, so that two turns do not wait for each other: updates, then chats, then reports, each
sorted. SQLite has one writer at a time: there a turn holds everything anyway, and these are plain readings.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chats import Chat
from conversations.session import Session
from storage import schema as t


def inserting(connection: AsyncConnection, table: Any) -> Any:  # noqa: ANN401 -- two dialects' inserts with one interface and no common type
    """Return an insert that knows ON CONFLICT, in the connection's dialect."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


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
        insert = inserting(self._connection, t.updates).on_conflict_do_nothing(index_elements=["key"])
        taken = await self._connection.execute(insert.returning(t.updates.c.key), rows)
        return {row.key for row in taken}

    async def sessions(self, chats: Collection[Chat]) -> Sequence[Row[Any]]:
        """Return the rows of the chats' sessions; for a chat never seen one is made, so that there is one to hold."""
        wanted = sorted({(chat.channel, chat.address) for chat in chats})
        query = (
            select(t.sessions)
            .where(tuple_(t.sessions.c.channel, t.sessions.c.address).in_(wanted))
            .order_by(t.sessions.c.channel, t.sessions.c.address)
            .with_for_update()
        )
        rows = (await self._connection.execute(query)).all()
        if self._alone or len(rows) == len(wanted):
            return rows
        known = {(row.channel, row.address) for row in rows}
        state = Session().model_dump_json()
        await self._connection.execute(
            inserting(self._connection, t.sessions).on_conflict_do_nothing(
                index_elements=["channel", "address"]
            ),
            [
                {"channel": channel, "address": address, "state": state, "updated_at": self._now}
                for channel, address in wanted
                if (channel, address) not in known
            ],
        )
        return (await self._connection.execute(query)).all()

    async def reports(self, ids: Iterable[int]) -> None:
        """Hold reports: their answers' ids then follow the order of commits, and a submission counts what is there."""
        missing = sorted(set(ids) - self._reports)
        if missing and not self._alone:
            held = select(t.reports.c.id).where(t.reports.c.id.in_(missing)).order_by(t.reports.c.id)
            await self._connection.execute(held.with_for_update(key_share=True))
            self._reports.update(missing)
