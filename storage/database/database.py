"""The database connection: opens a URL, upgrades the schema, and provides read and write transactions."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, exc, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.database import postgresql, sqlite
from storage.database.upgrade import has_schema, is_newest, upgrade

OUTAGES = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, OSError)
"""The exceptions that mean that the database itself failed (locked, full, unreachable), whatever the statement."""


class StorageError(Exception):
    """The database cannot be used."""


class NewerDatabase(StorageError):
    """The database was written by a newer version of the program."""


class UnusableDatabase(StorageError):
    """The database cannot be opened, or the file is not a database."""


class UnknownAddress(UnusableDatabase):
    """The program does not support the database URL."""


class DamagedDatabase(StorageError):
    """The database file is damaged. The program has changed nothing in it."""


class NoDatabase(StorageError):
    """The database does not exist, and the operation does not create one."""


class UnreachableServer(StorageError):
    """The database server does not answer, refuses the login, or does not meet the requirements."""


class Database:
    """An open database. Read transactions see a snapshot.

    SQLite allows one writer at a time. Our writers queue in an asyncio lock, because SQLite's own waiting is
    unordered and ends in an error. On PostgreSQL writers run concurrently at READ COMMITTED: each statement sees
    earlier commits.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turnstile: AbstractAsyncContextManager[None] = (
            asyncio.Lock() if self.dialect == "sqlite" else nullcontext()
        )
        self._whereabouts = sqlite.FileIdentity.of(sqlite.path_of(engine.url))
        self._snapshot: dict[str, Any] = (
            {}
            if self.dialect == "sqlite"
            else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )

    @property
    def dialect(self) -> str:
        """The dialect: `sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Open a read-only transaction."""
        self._confirm_place()
        async with self._engine.connect() as connection:
            yield await connection.execution_options(**self._snapshot)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Open a write transaction. It commits when the block ends normally, and rolls back on an exception."""
        async with self._turnstile, self._engine.connect() as connection:
            self._confirm_place()
            await connection.execution_options(baocao_writing=True)
            async with connection.begin():
                yield connection
            self._confirm_place()  # a commit to a file that was moved away is lost

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection outside pool and transactions, for session-level state. PostgreSQL only."""
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await connection.run_sync(Connection.detach)
            try:
                yield connection
            finally:
                driver.terminate()  # at once, in any state: SQLAlchemy does not track a connection that was cut

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection in autocommit mode: each statement is its own transaction."""
        async with self._engine.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    async def scrub(self) -> bool:
        """Rewrite the SQLite file without deleted data and truncate its log; return whether this succeeded.

        It takes the time and the disk space of a copy and blocks writers. On PostgreSQL it does nothing: autovacuum
        frees the space and the server manages its own log.
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
    """Open the database at a URL and create or upgrade its schema; raises StorageError with the reason.

    `overhaul` removes the statement timeout. With `begin=False` a missing database raises NoDatabase.
    """
    engine = _engine(url, overhaul=overhaul)
    try:
        await _make_ready(url, begin=begin)
        yield Database(engine)
    finally:
        await engine.dispose()


def existing_database(url: str) -> AbstractAsyncContextManager[Database]:
    """Open an existing database as `open_database` does; raises NoDatabase if it does not exist."""
    return open_database(url, begin=False)


@asynccontextmanager
async def database_to_read(url: str) -> AsyncIterator[Database]:
    """Open an existing database read-only; raises NoDatabase if it does not exist.

    It does not wait for writers, and the file may be write-protected. An older schema is upgraded first.
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
    """Create or upgrade the schema without a statement timeout; with `begin=False` upgrade only."""
    engine = _engine(url, overhaul=True)
    on_server = engine.dialect.name != "sqlite"
    try:
        if not on_server:
            if not begin and not sqlite.holds_anything(engine.url):
                raise NoDatabase(_place(engine.url))
            sqlite.probe(engine.url)
        async with _upgrading(), Database(engine).writing() as connection:
            if not begin and not await connection.run_sync(has_schema):
                raise NoDatabase(_place(engine.url))
            await connection.run_sync(_upgrade_on_server if on_server else _upgrade_file)
    except (exc.DBAPIError, sqlite3.Error, OSError) as error:
        raise _refused(error, on_server=on_server) from error
    finally:
        await engine.dispose()


def _upgrading() -> asyncio.Lock:
    """Return the lock under which this event loop upgrades: Alembic keeps the upgrade under way in global names."""
    return _UPGRADING.setdefault(asyncio.get_running_loop(), asyncio.Lock())


_UPGRADING: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


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
    """Return the database's location: a file's absolute path, or a server's URL without the password."""
    if url.get_backend_name() == "sqlite":
        return str(Path(url.database or "").absolute())
    return url.render_as_string(hide_password=True)


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except exc.ArgumentError:
        return url.partition(":")[0]  # the rest may contain a password
