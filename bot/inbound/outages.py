"""Outlasting the database's failures: a full disk, a lock held too long, a server that restarts.

Nothing is confirmed to a channel before it is committed, and nothing leaves the outbox before that is written
down: so what failed is simply done again.
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
    """Run a work, and again after each failure of the database; any other failure is raised."""
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
    """Await a turn; when told to stop, let it come to its end first.

    Cut in the middle, its transaction would hold the database's lock while others still want to write.
    """
    working = asyncio.ensure_future(work)
    try:
        await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait([working])
        raise
