"""SQLite statements in one visit to aiosqlite's thread each, where its own cursor makes four.

A cursor there is opened, executed, read and closed by messages to the thread that holds the connection. Each of
them costs more than most of our statements, and a turn makes a dozen statements while its officer waits.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosqlite import Connection

ITERATED = 64  # rows that aiosqlite fetches at once where rows are iterated over; ours are fetched whole


class OneHopCursor:
    """A cursor whose statement is executed, read to its end and closed at once."""

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
        """Nothing is left open."""

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> Self:
        """Execute a statement and keep its rows."""
        await self._connection.visit(self._execute, statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> Self:
        """Execute a statement that returns nothing, once for each of the parameters."""
        await self._connection.visit(self._executemany, statement, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """Return the rows."""
        return self._rows

    async def close(self) -> None:
        """Let go of the rows."""
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
    """aiosqlite's connection with cursors of ours."""

    def cursor(self) -> OneHopCursor:  # type: ignore[override]  # SQLAlchemy asks of a cursor what ours can do
        """Return a cursor; nothing is done yet."""
        return OneHopCursor(self)

    async def visit(self, function: Any, *arguments: Any) -> None:  # noqa: ANN401 -- a method of the cursor with what it takes
        """Run a function on the connection in its thread."""
        await self._execute(function, self._conn, *arguments)  # type: ignore[no-untyped-call]  # aiosqlite says no types here


def connect(database: str | Path, **options: Any) -> OneHopConnection:  # noqa: ANN401 -- sqlite3.connect's own
    """Return a connection to be awaited; its thread ends with the program."""
    connection = OneHopConnection(lambda: sqlite3.connect(database, **options), ITERATED)
    connection._thread.daemon = True  # noqa: SLF001 -- what SQLAlchemy does with aiosqlite's own connections
    return connection
