"""Work that is not cut in the middle when the program is told to stop."""

import asyncio
from collections.abc import Awaitable


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
