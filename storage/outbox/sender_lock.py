"""The right to send: one worker at a time holds it, so that the pace that a channel allows is kept in one place.

On PostgreSQL it is an advisory lock of a connection of its own: whoever dies, or loses that connection, loses it.
On SQLite there is one worker, who always holds it.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.database import OUTAGES, Database
from storage.database.postgresql import listen

log = structlog.get_logger()

_LOCK = 0x6261_6F63_616F_0002  # beside the lock of storage/database/upgrade.py
_PLANNED = "baocao_planned"

LOOKING = 1.0  # seconds between two tries of a worker that waits for the right
HEARTBEAT = (
    10.0  # seconds between two looks whether the connection still lives, and the longest such a look takes
)


async def send_while_entitled(
    database: Database, send: Callable[[], Awaitable[None]], wake: Callable[[], None]
) -> None:
    """Run `send` for as long as this worker holds the right; wait for it, and again after it was lost.

    `wake` is called when any worker has planned something. What makes `send` fail is raised here; on PostgreSQL
    not the server's own failures, which every worker outlives.
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
    """Wake the worker that sends, whichever it is, as soon as this transaction is committed."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"NOTIFY {_PLANNED}")


async def _obtain(connection: AsyncConnection) -> None:
    """Wait for the right by asking again and again: a statement that waits keeps the server from tidying up."""
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
    """Return only by an error: when the connection is closed, or does not answer."""
    while True:
        try:
            async with asyncio.timeout(HEARTBEAT):
                await lost.wait()
        except TimeoutError:
            async with asyncio.timeout(HEARTBEAT):
                await connection.exec_driver_sql("SELECT 1")
        else:
            raise ConnectionResetError("the connection that held the right to send was closed")
