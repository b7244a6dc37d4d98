"""An SQLite database in memory, begun from the bytes of another: a copy of a whole office costs milliseconds.

SQLAlchemy, the statements, the schema and its constraints are those of production. Two things differ: there is one
connection, and it runs its statements in the event loop's own thread instead of aiosqlite's.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiosqlite import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from storage.database import sqlite
from storage.database.database import Database, open_database
from storage.database.sqlite_driver import ITERATED, OneHopConnection


class SameThreadConnection(OneHopConnection):
    """aiosqlite's connection without its thread."""

    def __init__(self, image: bytes) -> None:
        super().__init__(lambda: sqlite3.connect(":memory:"), ITERATED)
        self._image = image
        self._tx = DoneAtOnce()  # type: ignore[assignment]  # SQLAlchemy uses nothing else of a queue

    def __await__(self) -> Generator[Any, None, Connection]:
        # the garbage collector closes a forgotten connection in whichever thread it runs
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.deserialize(self._image)
        yield from ()
        return self

    def __del__(self) -> None:
        """Close a connection that was forgotten."""
        if self._connection is not None:
            self._connection.close()

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- aiosqlite's own signature
        return fn(*args, **kwargs)

    async def close(self) -> None:
        """Close the connection; there is no thread to stop."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def image(self) -> bytes:
        """Return the database's content."""
        return self._conn.serialize()


class DoneAtOnce:
    """The queue of a thread that does not exist: what is put into it is done at once."""

    @staticmethod
    def put_nowait(job: tuple[Any, Any]) -> None:
        """Do what the thread would do."""
        future, function = job
        future.set_result(function())


def memory_engine(image: bytes) -> AsyncEngine:
    """Return an engine on a database with the content of an SQLite file, a new one for each engine."""
    engine = create_async_engine(
        "sqlite+aiosqlite://",
        poolclass=StaticPool,
        connect_args={"async_creator_fn": lambda *_, **__: SameThreadConnection(image)},
    )
    sqlite.prepare(engine.sync_engine, overhaul=False)
    return engine


@asynccontextmanager
async def memory_database(image: bytes) -> AsyncIterator[Database]:
    """Open a database with the content of an SQLite file; what is written is gone when the block ends."""
    engine = memory_engine(image)
    try:
        yield Database(engine)
    finally:
        await engine.dispose()


async def image_of(database: Database) -> bytes:
    """Return the content of a database in memory."""
    async with database.reading() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert isinstance(raw, SameThreadConnection)
    return raw.image()


@cache
def empty_image() -> bytes:
    """Return the content of a database with the newest schema and nothing in it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "newest.sqlite"
        asyncio.run(_make(file))
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # a database in memory has no write-ahead log
            return connection.serialize()


async def _make(file: Path) -> None:
    async with open_database(f"sqlite+aiosqlite:///{file}"):
        pass
