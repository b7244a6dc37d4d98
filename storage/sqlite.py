"""SQLite: what has to be said to it with every connection, and how a file is tried before it is used."""

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, event, exc, make_url

from storage.one_hop import connect

SYNCHRONOUS = "FULL"  # what is committed is on the disk: it outlasts a power failure
BUSY_TIMEOUT = 10_000  # milliseconds one program waits for another that writes

APPLICATION_ID = 0x62_61_6F_63  # in the header of the file: whose it is


def engine_options(*, overhaul: bool) -> dict[str, Any]:
    """Return how connections are opened and kept; an overhaul reads tables too large to be fetched whole."""
    return {} if overhaul else {"connect_args": {"async_creator_fn": connect}}


def prepare(engine: Engine, *, overhaul: bool) -> None:
    """Have every connection keep what was committed, and begin its transactions as they are meant.

    An overhaul (upgrade, copy) goes through states in which foreign keys lead nowhere; `dangling` looks afterwards.
    """
    event.listen(engine, "connect", partial(_set_pragmas, foreign_keys=not overhaul))
    event.listen(engine, "begin", _begin)


def holds_anything(url: URL) -> bool:
    """Tell whether the file is there and not empty; of a `file:` address only SQLite itself knows."""
    path = url.database or ""
    return path.startswith("file:") or (Path(path).is_file() and Path(path).stat().st_size > 0)


def probe(url: URL) -> None:
    """Open the file once without the driver, whose thread would outlive an opening that fails.

    From then on the file has a write-ahead log, whoever opens it. A new one is for its owner's eyes only.
    """
    if url.database:
        _make_private(url.database)
        with closing(sqlite3.connect(url.database, uri=url.database.startswith("file:"))) as connection:
            connection.isolation_level = None
            connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
            _keep_a_log(connection)


def to_read(url: URL) -> URL:
    """Return how a file is opened that may only be read; any other, and one that is in use, as it is.

    SQLite would make a log beside it first. Where there is none, nobody writes: the file is taken as it lies there.
    """
    path = path_of(url)
    if path is None or not path.is_file() or Path(f"{path}-wal").exists():
        return url
    if os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK):
        return url
    return url.set(database=f"file:{quote(str(path))}", query={"immutable": "1", "uri": "true"})


def _make_private(name: str) -> None:
    """Make a new file that nobody else may read, nor what SQLite keeps beside it; one that is there stays as it is."""
    if not name.startswith((":", "file:")):
        with suppress(OSError):  # SQLite will say why
            os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Change to a write-ahead log: with this alone SQLite does not wait for others, it refuses at once.

    So it is asked again after a moment in which the file was nobody else's, for which it does wait.
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
    """Return the file of an SQLite URL; None for a server's, for memory's, and for what is no URL at all."""
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        return None
    name = (parsed.database or "").removeprefix("file:")
    in_file = parsed.get_backend_name() == "sqlite" and name and not name.startswith(":")
    return Path(name) if in_file else None


class FileGone(exc.OperationalError):
    """The database's file was taken away, or replaced, under the program that has it open."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a file lay when it was opened. What is written into one that is gone from there, nobody finds again."""

    file: Path
    number: tuple[int, int]

    @classmethod
    def of(cls, file: Path | None) -> "Whereabouts | None":
        """Note where a file lies; None where there is none."""
        number = _number(file) if file else None
        return cls(file, number) if file and number else None

    def confirm(self) -> None:
        """Raise FileGone unless the same file is still there."""
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
    """Return what is wrong with the file, None for a sound one."""
    (found,) = connection.exec_driver_sql("PRAGMA quick_check(1)").one()
    return None if found == "ok" else str(found)


def sign(connection: Connection) -> None:
    """Write into the file's header whose it is: the first writing, which a file that may only be read refuses."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def dangling(connection: Connection) -> str | None:
    """Return the first row that belongs to one that is not there, None where there is none."""
    row = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return f"{row[0]} {row[1]} belongs to something in {row[2]} that is not there" if row else None


def _set_pragmas(connection: Any, _record: object, *, foreign_keys: bool) -> None:  # noqa: ANN401 -- whatever driver connection SQLAlchemy hands over
    """Set what SQLite forgets with every connection; transactions are begun by `_begin`, not by the driver."""
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
    """Take the write lock at the start: a transaction that reads first could otherwise fail when it writes."""
    writing = connection.get_execution_options().get("baocao_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
