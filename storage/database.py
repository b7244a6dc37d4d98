"""The database itself: opened by URL, brought to the newest schema, read and written in transactions."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, exc, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage import postgresql, sqlite
from storage.upgrading import has_schema, is_newest, upgrade

OUTAGES = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, OSError)
"""What is raised when the database itself fails (locked, full, unreachable), whatever was asked of it."""


class StorageError(Exception):
    """The database cannot be used."""


class NewerDatabase(StorageError):
    """The database was written by a newer version of the program."""


class UnusableDatabase(StorageError):
    """The database cannot be opened, or is not one."""


class UnknownAddress(UnusableDatabase):
    """The address of the database is none that the program understands."""


class DamagedDatabase(StorageError):
    """The database's file is damaged; nothing was changed in it."""


class NoDatabase(StorageError):
    """There is no database of ours at this place, and what was asked for begins none."""


class UnreachableServer(StorageError):
    """The database server does not answer, does not let the program in, or is not fit for it."""


class Database:
    """An open database. Readers see a snapshot.

    SQLite has one writer at a time. Ours queue up before it: its own waiting knows no order and ends in an error.
    On PostgreSQL writers run side by side and see what others have committed before each of their statements.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turnstile: AbstractAsyncContextManager[None] = (
            asyncio.Lock() if self.dialect == "sqlite" else nullcontext()
        )
        self._whereabouts = sqlite.Whereabouts.of(sqlite.path_of(engine.url))
        self._snapshot: dict[str, Any] = (
            {}
            if self.dialect == "sqlite"
            else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that only reads."""
        self._confirm_place()
        async with self._engine.connect() as connection:
            yield await connection.execution_options(**self._snapshot)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that writes: all of it is kept when the block ends well, else nothing."""
        async with self._turnstile, self._engine.connect() as connection:
            self._confirm_place()
            await connection.execution_options(baocao_writing=True)
            async with connection.begin():
                yield connection
            self._confirm_place()  # a commit into a file that nobody finds again is none

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection of its own, outside of pool and transactions, for what ends with a connection.

        There is none on SQLite.
        """
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await connection.run_sync(Connection.detach)
            try:
                yield connection
            finally:
                driver.terminate()  # at once, whatever state it is in: SQLAlchemy forgets one that was cut off

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection on which each statement is a transaction of its own."""
        async with self._engine.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

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

    def _confirm_place(self) -> None:
        if self._whereabouts is not None:
            self._whereabouts.confirm()


@asynccontextmanager
async def open_database(url: str, *, overhaul: bool = False, begin: bool = True) -> AsyncIterator[Database]:
    """Open the database of a URL, creating or upgrading its schema; raises StorageError saying what is wrong.

    For an overhaul statements may take as long as they do. Without `begin` none is created: raises NoDatabase.
    """
    engine = _engine(url, overhaul=overhaul)
    try:
        await _make_ready(url, begin=begin)
        yield Database(engine)
    finally:
        await engine.dispose()


def existing_database(url: str) -> AbstractAsyncContextManager[Database]:
    """Open a database that is there, as `open_database` does; raises NoDatabase where there is none."""
    return open_database(url, begin=False)


@asynccontextmanager
async def database_to_read(url: str) -> AsyncIterator[Database]:
    """Open a database that is there to read only; raises NoDatabase where there is none.

    So it waits for nobody who writes, and the file may be one that can only be read. Only where its schema is older
    it is upgraded before.
    """
    readable = await _readable(url)
    if readable is None:
        await _make_ready(url, begin=False)
    engine = _engine(readable or url)
    try:
        yield Database(engine)
    finally:
        await engine.dispose()


async def _readable(url: str) -> str | None:
    """Return how a database is opened that can be read as it is; None for one that has to be made ready first."""
    engine = _engine(url, overhaul=True)
    if engine.dialect.name == "sqlite":
        if not sqlite.holds_anything(engine.url):
            return None
        engine = _engine(_shown(sqlite.to_read(engine.url)), overhaul=True)
    try:
        async with Database(engine).reading() as connection:
            return _shown(engine.url) if await connection.run_sync(_is_sound) else None
    except (exc.DBAPIError, sqlite3.Error, OSError):
        return None  # whatever it is, making it ready tells
    finally:
        await engine.dispose()


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _is_sound(connection: Connection) -> bool:
    if not is_newest(connection):
        return False
    if connection.dialect.name != "sqlite":
        return postgresql.unfit(connection) is None
    return sqlite.damage(connection) is None and sqlite.dangling(connection) is None


async def _make_ready(url: str, *, begin: bool) -> None:
    """Create or upgrade the schema, however long that takes; without `begin` only upgrade it."""
    engine = _engine(url, overhaul=True)
    on_server = engine.dialect.name != "sqlite"
    try:
        if not on_server:
            if not begin and not sqlite.holds_anything(engine.url):
                raise NoDatabase(_place(engine.url))
            sqlite.probe(engine.url)
        async with Database(engine).writing() as connection:
            if not begin and not await connection.run_sync(has_schema):
                raise NoDatabase(_place(engine.url))
            await connection.run_sync(_upgrade_on_server if on_server else _upgrade_file)
    except (exc.DBAPIError, sqlite3.Error, OSError) as error:
        raise _refused(error, on_server=on_server) from error
    finally:
        await engine.dispose()


def _upgrade_on_server(connection: Connection) -> None:
    if reason := postgresql.unfit(connection):
        raise UnreachableServer(reason)
    if revision := upgrade(connection):
        raise NewerDatabase(revision)


def _upgrade_file(connection: Connection) -> None:
    if reason := sqlite.damage(connection):
        raise DamagedDatabase(reason)
    sqlite.sign(connection)
    if revision := upgrade(connection):
        raise NewerDatabase(revision)
    if reason := sqlite.dangling(connection):
        raise DamagedDatabase(reason)


def _refused(error: Exception, *, on_server: bool) -> StorageError:
    cause = getattr(error, "orig", None) or error
    if on_server and isinstance(error, OUTAGES):
        return UnreachableServer(str(cause))
    if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_CORRUPT:
        return DamagedDatabase(str(cause))
    return UnusableDatabase(str(cause))


_DRIVERS = {"sqlite+aiosqlite": sqlite, "postgresql+asyncpg": postgresql}


def _engine(url: str, *, overhaul: bool = False) -> AsyncEngine:
    try:
        parsed = make_url(url)
        dialect = _DRIVERS[parsed.drivername]
        engine = create_async_engine(
            parsed, hide_parameters=True, **dialect.engine_options(overhaul=overhaul)
        )
    except (exc.ArgumentError, KeyError) as error:
        raise UnknownAddress(_without_password(url)) from error
    dialect.prepare(engine.sync_engine, overhaul=overhaul)
    return engine


def _place(url: URL) -> str:
    """Return where a database is looked for: a file's whole path, or a server's address without its password."""
    if url.get_backend_name() == "sqlite":
        return str(Path(url.database or "").absolute())
    return url.render_as_string(hide_password=True)


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except exc.ArgumentError:
        return url.partition(":")[0]  # what comes after may be a password
