"""Two workers stepped by hand: one stops before its commit until the other waits for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.database import Database

PATIENCE = 120  # seconds until a test is given up; nothing depends on it that goes as it should


class HeldBack(Database):
    """A database whose first transaction is kept from its commit until it is let go."""

    def __init__(self, database: Database) -> None:
        super().__init__(database._engine)
        self.written = asyncio.Event()
        self.delete_expired = asyncio.Event()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        async with super().writing() as connection:
            yield connection
            self.written.set()
            await self.delete_expired.wait()


async def waiting(database: Database, number: int) -> None:
    """Return when so many transactions wait for another's locks."""
    count = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(PATIENCE), database.reading() as connection:
        while (await connection.execute(count)).scalar_one() < number:
            await connection.rollback()
