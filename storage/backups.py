"""Backups: one SQLite file with everything in it, whatever database it was made of; and putting one back."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from storage.copying import copy_database
from storage.database import NewerDatabase, NoDatabase, StorageError, open_database
from storage.upgrading import known_revisions

_COMPANIONS = ("", "-wal", "-shm")
"""What SQLite keeps beside a file, and the file itself."""


class NoSuchFile(StorageError):
    """There is no file of that name."""


class UnusableBackup(StorageError):
    """The file is no backup, or a damaged one."""


class FileTaken(StorageError):
    """A file of that name is there already."""


class DatabaseInUse(StorageError):
    """A program has the database open."""


class BackupFailed(StorageError):
    """The backup could not be written or put back; everything is as it was."""


async def back_up(url: str, file: Path, told: Callable[[int, int], None]) -> None:
    """Write a consistent copy of a database in use into a new file, checked when it is complete.

    `told` hears of rows done and rows in all where they are copied one by one, from a server.
    """
    with _unfinished(_free(file)) as new:
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
        check(new)


async def restore(url: str, file: Path, now: datetime, told: Callable[[int, int], None]) -> Path | None:
    """Put a backup in a database's place; returns where the file that was there before is kept now, if one was.

    A database on a server must be empty. Raises DatabaseInUse, NewerDatabase, copying.NotEmpty, BackupFailed.
    """
    check(existing(file))
    path = path_of(url)
    with _unfinished(path or file.with_name(f"{file.name}.upgraded"), keep=path is not None) as new:
        shutil.copyfile(file, new)
        if path:
            return _set_aside(path, now)
        async with (
            open_database(url_of(new), overhaul=True) as source,
            open_database(url, overhaul=True) as target,
        ):
            await copy_database(source, target, told)
    return None


def check(file: Path) -> None:
    """Refuse a file that is damaged, none of ours, or of a newer version."""
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


def existing(file: Path) -> Path:
    """Return a file that is there; raises NoSuchFile."""
    if not file.is_file():
        raise NoSuchFile(str(file))
    return file


def _free(file: Path) -> Path:
    if file.exists():
        raise FileTaken(str(file))
    return file


def path_of(url: str) -> Path | None:
    """Return the file of an SQLite URL, None for a server's."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def url_of(file: Path) -> str:
    """Return the URL of an SQLite file."""
    return f"sqlite+aiosqlite:///{file}"


@contextmanager
def _unfinished(file: Path, *, keep: bool = True) -> Iterator[Path]:
    """Give a new file that only its owner may read; it gets its name once it is complete, and is gone if not."""
    new = file.with_name(f"{file.name}.unfinished")
    try:
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield new
        if keep:
            _sync(new)
            new.replace(file)
            _sync(file.parent)
    except (sqlite3.Error, OSError) as error:
        raise BackupFailed(str(error)) from error
    finally:
        for companion in _COMPANIONS:
            Path(f"{new}{companion}").unlink(missing_ok=True)


def _set_aside(path: Path, now: datetime) -> Path | None:
    """Give a file that nobody has open another name; returns that name, None where there is no file."""
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
    for companion in _COMPANIONS:
        if Path(f"{path}{companion}").exists():
            Path(f"{path}{companion}").rename(f"{kept}{companion}")
    return kept


def _sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
