"""Operations on databases, each in a process of its own that is killed on its way, at a step told beforehand.

A step is a thousand instructions of SQLite, a statement to a server, or a file opened, linked, renamed or removed.
"""

import asyncio
import multiprocessing
import os
import random
import signal
import sqlite3
import sys
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from storage.database.database import open_database
from storage.maintenance.backup import back_up, restore
from storage.maintenance.copy import copy_database

NOW = datetime(2020, 5, 1, 12, tzinfo=UTC)
NEVER = 10**9
INSTRUCTIONS = 1000
FILES = {"open", "os.link", "os.rename", "os.remove", "os.truncate"}
"""What Python tells its auditors of: https://docs.python.org/3/library/audit_events.html."""

Operation = Callable[..., Coroutine[Any, Any, object]]

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload([__name__])


def killed(operation: Operation, *arguments: object, at: int) -> int | None:
    """Run an operation and kill it at a step; returns how many steps it made where it ended before."""
    ours, theirs = _SERVER.Pipe(duplex=False)
    process = _SERVER.Process(target=_live, args=(theirs, at, operation, arguments), daemon=True)
    process.start()
    theirs.close()
    process.join()
    with ours:
        if process.exitcode == -signal.SIGKILL:
            return None
        assert process.exitcode == 0
        made: int = ours.recv()
        return made


def moments(steps: int, *, on_server: bool) -> Iterator[int]:
    """Yield steps at which to die: some on the way, by a seed, and the last ones, at which files get their names."""
    last = 2 if on_server else 12
    yield from sorted(random.Random(431).sample(range(1, steps - last), 3))  # noqa: S311 -- repeatable chance, no secret
    yield from range(steps - last, steps)


def _live(told: Connection, at: int, operation: Operation, arguments: tuple[object, ...]) -> None:
    made = 0

    def step(*_: object) -> int:
        nonlocal made
        made += 1
        if made == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    class Watched(sqlite3.Connection):
        def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 -- sqlite3.connect's own
            super().__init__(*arguments, **options)
            self.set_progress_handler(step, INSTRUCTIONS)

    sqlite3.connect = partial(sqlite3.connect, factory=Watched)  # type: ignore[assignment]  # called alike
    event.listen(Engine, "before_cursor_execute", step)
    sys.addaudithook(lambda name, _: step() if name in FILES else None)
    asyncio.run(operation(*arguments))
    told.send(made)


async def start(url: str) -> None:
    """Open a database as at a start."""
    async with open_database(url):
        pass


async def save(url: str, file: Path) -> None:
    """Make a backup."""
    await back_up(url, file, _silent)


async def put_back(url: str, file: Path) -> None:
    """Put a backup in a database's place."""
    await restore(url, file, NOW, _silent)


async def copy(source_url: str, target_url: str) -> None:
    """Copy a database into an empty one."""
    async with (
        open_database(source_url, overhaul=True) as source,
        open_database(target_url, overhaul=True) as target,
    ):
        await copy_database(source, target, _silent)


def _silent(_done: int, _total: int) -> None:
    """Nobody looks on."""
