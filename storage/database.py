"""The database itself: opened by URL, brought to the newest schema, read and written in transactions."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, nullcontext
from importlib.resources import as_file, files
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, event, exc, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_TIMEOUT = 10_000  # milliseconds one program waits for another that writes

OUTAGES = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, OSError)
"""What is raised when the database itself fails (locked, full, unreachable), whatever was asked of it."""


class StorageError(Exception):
    """The database cannot be used."""


class NewerDatabase(StorageError):
    """The database was written by a newer version of the program."""


class UnusableDatabase(StorageError):
    """The database cannot be opened, or is not one."""


class Database:
    """An open database. Readers see a snapshot.

    SQLite has one writer at a time. Ours queue up before it: its own waiting knows no order and ends in an error.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turnstile: AbstractAsyncContextManager[None] = (
            asyncio.Lock() if self.dialect == "sqlite" else nullcontext()
        )

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that only reads."""
        async with self._engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that writes: all of it is kept when the block ends well, else nothing."""
        async with self._turnstile, self._engine.connect() as connection:
            await connection.execution_options(baocao_writing=True)
            async with connection.begin():
                yield connection

    async def scrub(self) -> bool:
        """Rewrite SQLite's file without what was deleted, and empty its log; tell whether it could be done.

        Takes about as long as copying the file, and the space of a copy; nothing is written meanwhile. PostgreSQL
        is vacuumed by itself and keeps its own log: nothing is done there.
        """
        if self.dialect != "sqlite":
            return True
        async with self._turnstile, self._engine.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            if raw is None:
                return False
            await raw.execute("VACUUM")
            cursor = await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _, _ = await cursor.fetchone()
            return not busy

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open the database of a URL, creating or upgrading its schema; raises StorageError saying what is wrong."""
    engine = _engine(url)
    database = Database(engine)
    try:
        try:
            _try(engine.url)
            async with database.writing() as connection:
                await connection.run_sync(_upgrade)
        except (exc.DatabaseError, sqlite3.Error, OSError) as error:
            raise UnusableDatabase(str(getattr(error, "orig", None) or error)) from error
        yield database
    finally:
        await database.close()


def _engine(url: str) -> AsyncEngine:
    try:
        engine = create_async_engine(url)
    except (exc.ArgumentError, exc.InvalidRequestError, ImportError) as error:
        raise UnusableDatabase(f"{_without_password(url)}: {error}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _try(url: URL) -> None:
    """Open an SQLite file once without the driver, whose thread would outlive an opening that fails."""
    if url.get_backend_name() == "sqlite" and url.database:
        with closing(sqlite3.connect(url.database, uri=url.database.startswith("file:"))) as connection:
            connection.execute("PRAGMA schema_version")


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except exc.ArgumentError:
        return "not a database URL"


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 -- whatever driver connection SQLAlchemy hands over
    """Set what SQLite forgets with every connection; transactions are begun by `_begin_sqlite`, not by the driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={BUSY_TIMEOUT}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the start: a transaction that reads first could otherwise fail when it writes."""
    writing = connection.get_execution_options().get("baocao_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _upgrade(connection: Connection) -> None:
    with as_file(files("storage").joinpath("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise NewerDatabase(current)
        command.upgrade(config, "head")
