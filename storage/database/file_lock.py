"""Whose a file is while a program works on it: held by the system, so that whoever dies lets go of it."""

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
def held(file: Path) -> Iterator[None]:
    """Hold a file, made where there is none, for its owner's eyes only; raises BlockingIOError where another does."""
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
def alone_on(url: str) -> Iterator[None]:
    """Be the one program that runs on an SQLite file, or that puts another in its place; raises DatabaseInUse.

    Two would each send all that waits. Who only reads and writes beside it does no harm, and a server has workers.
    What is held lies beside the database and stays there: on the database itself SQLite has locks of its own.
    """
    path = path_of(url)
    with ExitStack() as holding:
        if path is not None:
            try:
                holding.enter_context(held(path.with_name(f"{path.name}.running")))
            except BlockingIOError as error:
                raise DatabaseInUse(str(path)) from error
            except OSError as error:
                raise UnusableDatabase(str(error)) from error
        yield
