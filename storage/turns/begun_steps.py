"""The record of running steps.

It identifies a step that crashes the program on every attempt, so that it can be skipped.

The record survives a killed process, but not a power failure, so it is not flushed to disk. On PostgreSQL it is a
table, because any worker may receive an update that crashed another. With SQLite it is a file beside the database.
"""

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import TextClause, text

from storage.database.database import OUTAGES, Database
from storage.database.sqlite import path_of
from storage.database.sqlite_types import real_now

KNOWN_FOR = timedelta(days=2)
"""The lifetime of an update's key. Channels redeliver an unconfirmed update for a day at most."""


class BegunSteps(Protocol):
    """The record of running steps, by update key."""

    async def begin(self, keys: Collection[str]) -> bool:
        """Record the start of several steps; return False, and record nothing, if one of them never ended before."""
        ...

    async def begin_alone(self, key: str) -> int:
        """Record a step's start; return how many starts, this one included, had no end."""
        ...

    async def end(self, keys: Collection[str], *, kept: bool) -> None:
        """Record the end of steps; `kept` means that their keys are committed as claimed."""
        ...


class Unrecorded:
    """No record, for programs that take no updates and for in-memory databases."""

    async def begin(self, keys: Collection[str]) -> bool:
        """Record nothing."""
        return True

    async def begin_alone(self, key: str) -> int:
        """Record nothing."""
        return 1

    async def end(self, keys: Collection[str], *, kept: bool) -> None:
        """Record nothing."""


class BegunFile:
    """The record as a one-line file, rewritten in place. The page cache survives the end of the process."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._begun = _read(handle)

    async def begin(self, keys: Collection[str]) -> bool:
        """Record the start of steps, unless one of them is recorded already."""
        if not self._begun.keys().isdisjoint(keys):
            return False
        self._begun.update(dict.fromkeys(keys, 1))
        self._write()
        return True

    async def begin_alone(self, key: str) -> int:
        """Record another start of a step."""
        self._begun[key] = times = self._begun.get(key, 0) + 1
        self._write()
        return times

    async def end(self, keys: Collection[str], *, kept: bool) -> None:
        """Remove steps from the record."""
        for key in keys:
            self._begun.pop(key, None)
        self._write()

    def _write(self) -> None:
        with suppress(OSError):  # the disk is full: the turn itself will fail and report it
            os.pwrite(self._handle, json.dumps(self._begun).encode() + b"\n", 0)


def _read(handle: int) -> dict[str, int]:
    line = os.pread(handle, 1 << 24, 0).partition(b"\n")[0]
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: times for key, times in found.items() if isinstance(times, int)}


_ASYNC = "off AS (SELECT set_config('synchronous_commit', 'off', true))"
_BEGIN = text(f"""
    WITH {_ASYNC},
    old AS (SELECT count(*) AS n FROM begun_steps WHERE times > 0 AND key = ANY(CAST(:keys AS text[]))
            AND key NOT IN (SELECT key FROM updates WHERE key = ANY(CAST(:keys AS text[])))),
    gone AS (DELETE FROM begun_steps WHERE key IN (
        SELECT key FROM begun_steps WHERE at < :before LIMIT 1000 FOR UPDATE SKIP LOCKED)),
    noted AS (INSERT INTO begun_steps (key, times, at)
              SELECT key, 1, :now FROM unnest(CAST(:keys AS text[])) AS key WHERE (SELECT n FROM old) = 0
              ORDER BY key ON CONFLICT (key) DO UPDATE SET times = 1, at = :now)
    SELECT n FROM off, old
""")  # noqa: S608 -- no value is put into it
_BEGIN_ALONE = text(f"""
    WITH {_ASYNC},
    noted AS (INSERT INTO begun_steps (key, times, at) VALUES (:key, 1, :now)
              ON CONFLICT (key) DO UPDATE SET times = begun_steps.times + 1, at = :now RETURNING times)
    SELECT times FROM off, noted
""")  # noqa: S608 -- no value is put into it
_LET_GO = text(
    "UPDATE begun_steps SET times = times - 1 WHERE key = ANY(CAST(:keys AS text[])) AND times > 0"
)


class BegunTable:
    """The record as a table on the server; each write is one statement that does not wait for the disk."""

    def __init__(self, database: Database, now: Callable[[], datetime] = real_now) -> None:
        self._database = database
        self._now = now

    async def begin(self, keys: Collection[str]) -> bool:
        """Record the start of steps, unless one of them is recorded and its update unclaimed."""
        now = self._now()
        return not await self._say(_BEGIN, {"keys": list(keys), "now": now, "before": now - KNOWN_FOR})

    async def begin_alone(self, key: str) -> int:
        """Record another start of a step."""
        return int(await self._say(_BEGIN_ALONE, {"key": key, "now": self._now()}))

    async def end(self, keys: Collection[str], *, kept: bool) -> None:
        """Remove steps that ended without a claim; claimed updates identify the others as ended."""
        if not kept:
            with suppress(*OUTAGES):
                await self._say(_LET_GO, {"keys": list(keys)})

    async def _say(self, statement: TextClause, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- what the statement gives
        async with self._database.at_once() as connection:
            result = await connection.execute(statement, values)
            return result.scalar_one() if result.returns_rows else None


@contextmanager
def begun_steps(url: str, database: Database) -> Iterator[BegunSteps]:
    """Provide the record of a database's running steps while the block runs."""
    path = path_of(url)
    if database.dialect == "postgresql":
        yield BegunTable(database)
    elif path is None:
        yield Unrecorded()
    else:
        handle = os.open(path.with_name(f"{path.name}.begun"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            yield BegunFile(handle)
        finally:
            os.close(handle)
