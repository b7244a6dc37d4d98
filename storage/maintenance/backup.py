"""Backups: one SQLite file with everything in it, whatever database it was made of; and putting one back."""

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
from storage.database.file_lock import DatabaseInUse, alone_on, held
from storage.database.sqlite import path_of
from storage.database.upgrade import known_revisions, newest_revision
from storage.maintenance.copy import copy_database

_COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file."""

_UNFINISHED = ".unfinished"
"""How the name of a file ends that is still written, or was never finished."""


class NoSuchFile(StorageError):
    """There is no file of that name."""


class UnusableBackup(StorageError):
    """The file is no backup, or a damaged one."""


class FileTaken(StorageError):
    """A file of that name is there already."""


class NeverFinished(UnusableBackup):
    """The file is what a backup that was cut off has left behind."""


class BackupFailed(StorageError):
    """The backup could not be written or put back; everything is as it was."""


async def back_up(url: str, file: Path, told: Callable[[int, int], None]) -> bool:
    """Write a consistent copy of a database in use into a new file, checked when it is complete.

    `told` hears of rows done and rows in all where they are copied one by one, from a server. Returns whether the
    database is of this version: an older one may be in use by an older program, and is left alone.
    """
    with _unfinished(_free(file)) as new:
        _free(file)  # another program may have finished it just now
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
    """Write into the audit of a database of this version that a backup was made."""
    async with existing_database(url) as database, database.writing() as connection:
        await write_audit(connection, [Entry(deed=AuditEvent.BACKED_UP)], now)


async def restore(url: str, file: Path, now: datetime, told: Callable[[int, int], None]) -> Path | None:
    """Put a backup in a database's place; returns where the file that was there before is kept now, if one was.

    A database on a server must be empty. Raises DatabaseInUse, NewerDatabase, copying.NotEmpty, BackupFailed.
    """
    if existing(file).suffix == _UNFINISHED:
        raise NeverFinished(str(file))
    check(file)
    path = path_of(url)
    target_file = path or file.with_name(f"{file.name}.upgraded")
    with alone_on(url), _unfinished(target_file, keep=path is not None) as new:
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
    """Refuse a file that is damaged, none of ours, or of a newer version; returns its schema's revision."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # all in one file, nothing beside it
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
    """Return a file that is there; raises NoSuchFile."""
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
    """Give a new file that only its owner may read; it gets its name once it is complete, and is gone if not.

    A program that was killed has left one behind: it is begun anew. Raises FileTaken where one is being written.
    """
    new = file.with_name(f"{file.name}{_UNFINISHED}")
    try:
        with held(new):
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
    """Give a file that nobody has open a second name; returns that name, None where there is no file.

    It keeps its own until another takes its place: killed in between, a program leaves the one or the other there,
    never a place where the next start would begin with nothing.
    """
    if not path.exists():
        return None
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            known = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            if known and known[0] not in known_revisions():
                raise NewerDatabase(known[0])
            connection.execute("PRAGMA journal_mode = DELETE")  # refused while another connection is open
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise DatabaseInUse(str(path)) from error
        except sqlite3.DatabaseError:
            pass  # it is damaged: that is why a backup is put in its place
    kept = path.with_name(f"{path.stem}.{now:%Y%m%d-%H%M%S}{path.suffix}")
    _name_twice(path, kept)
    for name in _COMPANIONS:  # a damaged file has its own; on its successor they would do more damage
        if Path(f"{path}{name}").exists():
            Path(f"{path}{name}").rename(f"{kept}{name}")
    return kept


def _name_twice(path: Path, second: Path) -> None:
    """Give a file a second name; where the disk knows no such thing, to a copy of it."""
    try:
        second.hardlink_to(path)
    except FileExistsError:
        if not second.samefile(path):  # else whoever was killed just now got that far
            raise
    except OSError:
        shutil.copy2(path, second)
        _sync(second)


def _sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
