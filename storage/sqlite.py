"""SQLite: what has to be said to it with every connection, and how a file is tried before it is used."""

import sqlite3
from contextlib import closing
from typing import Any

from sqlalchemy import URL, Connection, Engine, event

from storage.one_hop import connect

BUSY_TIMEOUT = 10_000  # milliseconds one program waits for another that writes


def engine_options(*, patient: bool) -> dict[str, Any]:
    """Return how connections are opened and kept: a file knows no time limits."""
    return {"connect_args": {"async_creator_fn": connect}}


def prepare(engine: Engine) -> None:
    """Have every connection keep what was committed, and begin its transactions as they are meant."""
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def probe(url: URL) -> None:
    """Open the file once without the driver, whose thread would outlive an opening that fails."""
    if url.database:
        with closing(sqlite3.connect(url.database, uri=url.database.startswith("file:"))) as connection:
            connection.execute("PRAGMA schema_version")


def _set_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 -- whatever driver connection SQLAlchemy hands over
    """Set what SQLite forgets with every connection; transactions are begun by `_begin`, not by the driver."""
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


def _begin(connection: Connection) -> None:
    """Take the write lock at the start: a transaction that reads first could otherwise fail when it writes."""
    writing = connection.get_execution_options().get("baocao_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
