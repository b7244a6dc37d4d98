"""An exclusive file lock (flock). The operating system releases it when the program ends or is killed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from storage.database.database import StorageError, UnusableDatabase
from storage.database.sqlite import path_of


class DatabaseInUse(StorageError):
    """Another program runs on the database."""


@contextmanager
def exclusive_file_lock(file: Path) -> Iterator[None]:
    """Lock a file, creating it with mode 0600 if missing; raises BlockingIOError if another process holds the lock."""
    handle = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not file.exists() or not os.path.samestat(os.fstat(handle), file.stat()):
            raise BlockingIOError(f"{file} was given another name just now")
        os.fchmod(handle, 0o600)
        yield
    finally:
        os.close(handle)


@contextmanager
def single_instance_lock(url: str) -> Iterator[None]:
    """Ensure that one program at a time runs on an SQLite file or replaces it; raises DatabaseInUse.

    Two running bots would both send the outbox. Commands that only read and write need no such lock, and PostgreSQL
    has several workers. The lock file lies beside the database and stays there, because SQLite locks the database
    itself.
    """
    path = path_of(url)
    with ExitStack() as holding:
        if path is not None:
            try:
                holding.enter_context(exclusive_file_lock(path.with_name(f"{path.name}.running")))
            except BlockingIOError as error:
                raise DatabaseInUse(str(path)) from error
            except OSError as error:
                raise UnusableDatabase(str(error)) from error
        yield
