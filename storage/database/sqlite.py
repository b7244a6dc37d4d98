"""SQLite: connection settings (PRAGMAs), file checks, and the file's identity."""

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, event, exc, make_url

from storage.database.sqlite_driver import connect

SYNCHRONOUS = "FULL"  # a commit is on disk and survives a power failure
BUSY_TIMEOUT = 10_000  # milliseconds that a program waits for another writer

APPLICATION_ID = 0x62_61_6F_63  # in the file header: identifies the database as ours


def engine_options(*, overhaul: bool) -> dict[str, Any]:
    """Return the engine's connection options.

    An overhaul streams rows, because whole tables would not fit into memory.
    """
    return {} if overhaul else {"connect_args": {"async_creator_fn": connect}}


def prepare(engine: Engine, *, overhaul: bool) -> None:
    """Set the PRAGMAs and the transaction mode of every connection.

    Upgrade and copy pass through states that violate foreign keys, so they are not enforced there; `dangling` checks
    them afterwards.
    """
    event.listen(engine, "connect", partial(_set_pragmas, foreign_keys=not overhaul))
    event.listen(engine, "begin", _begin)


def holds_anything(url: URL) -> bool:
    """Return whether the file exists and is not empty.

    SQLite alone resolves a `file:` URL, so that counts as existing.
    """
    path = url.database or ""
    return path.startswith("file:") or (Path(path).is_file() and Path(path).stat().st_size > 0)


def probe(url: URL) -> None:
    """Open the file once without aiosqlite, whose thread would survive a failed opening.

    This switches the file to write-ahead logging for all later connections. A new file gets mode 0600.
    """
    if url.database:
        _make_private(url.database)
        with closing(sqlite3.connect(url.database, uri=url.database.startswith("file:"))) as connection:
            connection.isolation_level = None
            connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
            _keep_a_log(connection)


def to_read(url: URL) -> URL:
    """Return the URL for reading a write-protected file; any other file's URL is returned unchanged.

    SQLite would try to create a log beside the file. Without a log there is no writer, so `immutable` is safe.
    """
    path = path_of(url)
    if path is None or not path.is_file() or Path(f"{path}-wal").exists():
        return url
    if os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK):
        return url
    return url.set(database=f"file:{quote(str(path))}", query={"immutable": "1", "uri": "true"})


def _make_private(name: str) -> None:
    """Create a file that only its owner may read; SQLite's companion files inherit the mode.

    An existing file stays as is.
    """
    if not name.startswith((":", "file:")):
        with suppress(OSError):  # SQLite itself reports the reason
            os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging. This PRAGMA ignores the busy timeout and fails at once.

    So each retry first takes an exclusive transaction, for which SQLite does wait.
    """
    while not _keeps_a_log(connection):
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")


def _keeps_a_log(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


def path_of(url: str | URL) -> Path | None:
    """Return the file of an SQLite URL; None for a server, an in-memory database, or an invalid URL."""
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        return None
    name = (parsed.database or "").removeprefix("file:")
    in_file = parsed.get_backend_name() == "sqlite" and name and not name.startswith(":")
    return Path(name) if in_file else None


class FileGone(exc.OperationalError):
    """The database file was moved, deleted or replaced while the program had it open."""


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """A file's path with its device and inode. Writes to an open file that left its path would be lost."""

    file: Path
    number: tuple[int, int]

    @classmethod
    def of(cls, file: Path | None) -> "FileIdentity | None":
        """Return the file's identity, or None if there is no file."""
        number = _number(file) if file else None
        return cls(file, number) if file and number else None

    def confirm(self) -> None:
        """Raise FileGone unless the path still leads to the same file."""
        found = _number(self.file)
        if found != self.number:
            reason = "replaced" if found else "taken away"
            said = (
                f"{self.file} was {reason} under the running program: put it back, or stop the program first"
            )
            raise FileGone(None, None, RuntimeError(said))


def _number(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def damage(connection: Connection) -> str | None:
    """Return the file's damage as SQLite describes it, or None."""
    (found,) = connection.exec_driver_sql("PRAGMA quick_check(1)").one()
    return None if found == "ok" else str(found)


def sign(connection: Connection) -> None:
    """Write our application id into the file header. A read-only file fails here, before any other write."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def dangling(connection: Connection) -> str | None:
    """Return the first row that violates a foreign key, or None."""
    row = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return f"{row[0]} {row[1]} belongs to something in {row[2]} that is not there" if row else None


def _set_pragmas(connection: Any, _record: object, *, foreign_keys: bool) -> None:  # noqa: ANN401 -- whatever driver connection SQLAlchemy hands over
    """Set the PRAGMAs that SQLite does not persist. `_begin` starts transactions, not the driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"synchronous={SYNCHRONOUS}",
        f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
        "secure_delete=ON",
        f"busy_timeout={BUSY_TIMEOUT}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock with BEGIN: a transaction that reads first could fail when it upgrades to a write."""
    writing = connection.get_execution_options().get("baocao_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
