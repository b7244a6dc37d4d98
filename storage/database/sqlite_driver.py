"""An aiosqlite cursor that runs a statement in one hop to the connection's thread instead of four.

aiosqlite's own cursor sends one message each to open, execute, fetch and close. Each message costs more than most of
our statements, and a turn runs about twelve statements while an officer waits.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosqlite import Connection

ITERATED = 64  # aiosqlite's batch size for iteration; our cursor fetches all rows


class OneHopCursor:
    """A cursor that executes, fetches and closes in one call."""

    def __init__(self, connection: "OneHopConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Do nothing: the statement's cursor is closed already."""

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> Self:
        """Execute a statement and keep its rows."""
        await self._connection.visit(self._execute, statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> Self:
        """Execute a statement without a result once per parameter set."""
        await self._connection.visit(self._executemany, statement, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """Return the rows."""
        return self._rows

    async def close(self) -> None:
        """Release the rows."""
        self._rows = []

    def _execute(self, connection: sqlite3.Connection, statement: str, parameters: Iterable[Any]) -> None:
        cursor = connection.execute(statement, tuple(parameters))
        self._rows = cursor.fetchall()
        self._end(cursor)

    def _executemany(
        self, connection: sqlite3.Connection, statement: str, parameters: Iterable[Sequence[Any]]
    ) -> None:
        self._end(connection.executemany(statement, parameters))

    def _end(self, cursor: sqlite3.Cursor) -> None:
        self.description, self.rowcount, self.lastrowid = (
            cursor.description,
            cursor.rowcount,
            cursor.lastrowid,
        )
        cursor.close()


class OneHopConnection(Connection):
    """An aiosqlite connection with one-hop cursors."""

    def cursor(self) -> OneHopCursor:  # type: ignore[override]  # SQLAlchemy asks of a cursor what ours can do
        """Return a new cursor without a hop to the thread."""
        return OneHopCursor(self)

    async def visit(self, function: Any, *arguments: Any) -> None:  # noqa: ANN401 -- a method of the cursor with what it takes
        """Run a function on the connection in the connection's thread."""
        await self._execute(function, self._conn, *arguments)  # type: ignore[no-untyped-call]  # aiosqlite says no types here


def connect(database: str | Path, **options: Any) -> OneHopConnection:  # noqa: ANN401 -- sqlite3.connect's own
    """Return an awaitable connection with a daemon thread."""
    connection = OneHopConnection(lambda: sqlite3.connect(database, **options), ITERATED)
    connection._thread.daemon = True  # noqa: SLF001 -- what SQLAlchemy does with aiosqlite's own connections
    return connection
