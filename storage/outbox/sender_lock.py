"""Leader election for sending: one worker at a time sends, so that one process keeps the channels' rate limits.

On PostgreSQL the lock is an advisory lock on a dedicated connection, released when the process or the connection
ends. SQLite has one worker, which always sends.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.database import OUTAGES, Database
from storage.database.postgresql import listen

log = structlog.get_logger()

_LOCK = 0x6261_6F63_616F_0002  # next to the lock in storage/database/upgrade.py
_PLANNED = "baocao_planned"

LOOKING = 1.0  # seconds between two attempts to obtain the lock
HEARTBEAT = 10.0  # seconds between two connection checks, and the timeout of a check


async def send_while_leader(
    database: Database, send: Callable[[], Awaitable[None]], wake: Callable[[], None]
) -> None:
    """Run `send` while this worker holds the lock; wait for the lock, and again after losing it.

    `wake` is called when any worker plans a parcel. Exceptions of `send` propagate, except PostgreSQL outages, after
    which the worker waits for the lock again.
    """
    if database.dialect == "sqlite":
        await send()
        return
    while True:
        try:
            async with database.apart() as connection:
                await _obtain(connection)
                await _send_until_lost(connection, send, wake)
        except OUTAGES as error:
            log.warning("sending.interrupted", error=str(getattr(error, "orig", None) or error))
        await asyncio.sleep(LOOKING)


async def announce(connection: AsyncConnection) -> None:
    """Notify the sending worker as soon as this transaction commits."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"NOTIFY {_PLANNED}")


async def _obtain(connection: AsyncConnection) -> None:
    """Poll for the lock: a blocking statement would hold a snapshot and keep the server from vacuuming."""
    while True:
        asked = await connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_LOCK})")
        if asked.scalar_one():
            log.info("sending.entitled")
            return
        await asyncio.sleep(LOOKING)


async def _send_until_lost(
    connection: AsyncConnection, send: Callable[[], Awaitable[None]], wake: Callable[[], None]
) -> None:
    lost = await listen(connection, _PLANNED, wake)
    try:
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(_watch(connection, lost))
            await send()
            watching.cancel()
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def _watch(connection: AsyncConnection, lost: asyncio.Event) -> None:
    """Watch the connection; raise when it closes or does not answer."""
    while True:
        try:
            async with asyncio.timeout(HEARTBEAT):
                await lost.wait()
        except TimeoutError:
            async with asyncio.timeout(HEARTBEAT):
                await connection.exec_driver_sql("SELECT 1")
        else:
            raise ConnectionResetError("the connection that held the right to send was closed")
