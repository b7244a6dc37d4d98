"""Backup and restore. A backup is one SQLite file with the whole content, from either database."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from reporting.decisions.audit_events import AuditEvent
from storage.audit.audit import Entry, write_audit
from storage.database.database import (
    NewerDatabase,
    NoDatabase,
    StorageError,
    existing_database,
    open_database,
)
from storage.database.file_lock import DatabaseInUse, exclusive_file_lock, single_instance_lock
from storage.database.sqlite import path_of
from storage.database.upgrade import known_revisions, newest_revision
from storage.maintenance.copy import copy_database

_COMPANIONS = ("-wal", "-shm", "-journal")
"""The suffixes of SQLite's companion files."""

_UNFINISHED = ".unfinished"
"""The suffix of a file that is still being written, or whose writing was interrupted."""


class NoSuchFile(StorageError):
    """The file does not exist."""


class UnusableBackup(StorageError):
    """The file is not a backup, or it is damaged."""


class FileTaken(StorageError):
    """A file of that name exists already."""


class NeverFinished(UnusableBackup):
    """The file is the remainder of an interrupted backup."""


class BackupFailed(StorageError):
    """The backup could not be written or restored. Nothing was changed."""


async def back_up(url: str, file: Path, told: Callable[[int, int], None]) -> bool:
    """Write a consistent copy of a live database to a new file and verify it.

    `told` receives the rows done and the total while a server's tables are copied. Returns whether the database has
    this version's schema: an older schema may belong to an older program that still runs, so it is not upgraded.
    """
    with _unfinished(_free(file)) as new:
        _free(file)  # another program may have finished it in the meantime
        if path := path_of(url):
            if not path.is_file():
                raise NoDatabase(str(path.absolute()))
            with closing(sqlite3.connect(path)) as source:
                source.execute("VACUUM INTO ?", (str(new),))
        else:
            async with (
                open_database(url, overhaul=True, begin=False) as source_database,
                open_database(url_of(new), overhaul=True) as target,
            ):
                await copy_database(source_database, target, told)
        return check(new) == newest_revision()


async def note_backup(url: str, now: datetime) -> None:
    """Record the backup in the audit log of a database that has this version's schema."""
    async with existing_database(url) as database, database.writing() as connection:
        await write_audit(connection, [Entry(deed=AuditEvent.BACKED_UP)], now)


async def restore(url: str, file: Path, now: datetime, told: Callable[[int, int], None]) -> Path | None:
    """Replace a database by a backup; return where the previous file is kept, or None if there was none.

    A database on a server must be empty. Raises DatabaseInUse, NewerDatabase, NotEmpty, BackupFailed.
    """
    if existing(file).suffix == _UNFINISHED:
        raise NeverFinished(str(file))
    check(file)
    path = path_of(url)
    target_file = path or file.with_name(f"{file.name}.upgraded")
    with single_instance_lock(url), _unfinished(target_file, keep=path is not None) as new:
        shutil.copyfile(file, new)
        if path:
            return _set_aside(path, now)
        async with (
            open_database(url_of(new), overhaul=True) as source,
            open_database(url, overhaul=True) as target,
        ):
            await copy_database(source, target, told)
    return None


def check(file: Path) -> str:
    """Verify a backup and return its schema revision; raises if it is damaged, not ours, or newer than this version."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # merges the log into the one file
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise UnusableBackup(f"{file}: {error}") from error
    if found != "ok" or dangling:
        raise UnusableBackup(f"{file}: {found if found != 'ok' else dangling}")
    if revision not in known_revisions():
        raise NewerDatabase(revision)
    return str(revision)


def existing(file: Path) -> Path:
    """Return the path of an existing file; raises NoSuchFile."""
    if not file.is_file():
        raise NoSuchFile(str(file))
    return file


def _free(file: Path) -> Path:
    if file.exists():
        raise FileTaken(str(file))
    return file


def url_of(file: Path) -> str:
    """Return the URL of an SQLite file."""
    return f"sqlite+aiosqlite:///{file}"


@contextmanager
def _unfinished(file: Path, *, keep: bool = True) -> Iterator[Path]:
    """Yield a temporary file with mode 0600. It gets its final name once complete and is deleted on failure.

    The remainder of a killed program is overwritten. Raises FileTaken if another program is writing it.
    """
    new = file.with_name(f"{file.name}{_UNFINISHED}")
    try:
        with exclusive_file_lock(new):
            try:
                _empty(new)
                yield new
                if keep:
                    _sync(new)
                    new.replace(file)
                    _sync(file.parent)
            finally:
                for name in ("", *_COMPANIONS):
                    Path(f"{new}{name}").unlink(missing_ok=True)
    except BlockingIOError as error:
        raise FileTaken(str(new)) from error
    except (sqlite3.Error, OSError) as error:
        raise BackupFailed(str(error)) from error


def _empty(new: Path) -> None:
    for name in _COMPANIONS:
        Path(f"{new}{name}").unlink(missing_ok=True)
    os.truncate(new, 0)


def _set_aside(path: Path, now: datetime) -> Path | None:
    """Add a second name to a file that no program has open; return that name, or None if there is no file.

    The file keeps its first name until the restored one replaces it. A program that is killed in between therefore
    never leaves the database's path empty, where the next start would create a new database.
    """
    if not path.exists():
        return None
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            known = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            if known and known[0] not in known_revisions():
                raise NewerDatabase(known[0])
            connection.execute("PRAGMA journal_mode = DELETE")  # fails while another connection is open
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise DatabaseInUse(str(path)) from error
        except sqlite3.DatabaseError:
            pass  # the file is damaged, which is why it is being replaced
    kept = path.with_name(f"{path.stem}.{now:%Y%m%d-%H%M%S}{path.suffix}")
    _name_twice(path, kept)
    for name in _COMPANIONS:  # the companion files of the damaged database would damage its replacement
        if Path(f"{path}{name}").exists():
            Path(f"{path}{name}").rename(f"{kept}{name}")
    return kept


def _name_twice(path: Path, second: Path) -> None:
    """Hard-link a file to a second name, or copy it where the file system has no hard links."""
    try:
        second.hardlink_to(path)
    except FileExistsError:
        if not second.samefile(path):  # otherwise an earlier, killed run made the link
            raise
    except OSError:
        shutil.copy2(path, second)
        _sync(second)


def _sync(path: Path) -> None:
    """Flush a file, or a directory's entries, to disk (fsync)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
