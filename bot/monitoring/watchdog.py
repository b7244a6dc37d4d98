"""The watchdog: ends the program when its event loop is blocked, so that the service manager restarts it.

It uses faulthandler's own thread, which needs no interpreter lock, because a blocked loop may hold it. The traceback
goes to standard error: files, lines and functions, without values.
"""

import asyncio
import faulthandler
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

BEATS = 6  # resets per timeout


@asynccontextmanager
async def watched(seconds: float) -> AsyncIterator[None]:
    """End the program if the event loop is blocked for this many seconds during the block; 0 disables it."""
    beating = asyncio.create_task(beat(seconds)) if seconds else None
    try:
        yield
    finally:
        if beating is not None:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating


async def beat(seconds: float) -> None:
    """Set the timer again and again until cancelled: the program ends if the loop is blocked for `seconds`."""
    try:
        while True:
            end_unless_told_again(seconds)
            await asyncio.sleep(seconds / BEATS)
    finally:
        faulthandler.cancel_dump_traceback_later()


def end_unless_told_again(seconds: float) -> None:
    """Set the timer: the program ends after this many seconds unless the timer is set again."""
    faulthandler.dump_traceback_later(seconds, exit=True)
