"""Retries after database failures: a full disk, a long lock, a server restart.

A retry is safe: no update is confirmed before the commit, and no message leaves the outbox before its state is
stored.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from storage.database.database import OUTAGES

log = structlog.get_logger()

PAUSE = 5.0  # seconds between two attempts


async def through_outages(
    work: Callable[[], Awaitable[None]], *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Run work, and run it again after each database failure; other exceptions propagate."""
    while True:
        try:
            return await work()
        except OUTAGES as error:
            reason = str(getattr(error, "orig", None) or error)
            log.error(  # noqa: TRY400 -- the reason is plain, a trace says no more
                "database.outage", reason=reason, hint="nothing is lost; it is tried again until it works"
            )
        await sleep(PAUSE)


async def to_its_end(work: Awaitable[None]) -> None:
    """Await a turn; a cancellation takes effect only after the turn has ended.

    A turn cancelled midway would keep the database locked while others want to write.
    """
    working = asyncio.ensure_future(work)
    try:
        await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait([working])
        raise
