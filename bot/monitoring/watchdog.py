"""The watchdog: ends the program when its loop stands still, whatever holds it, so that it is started again.

It is a thread of the system's that needs nothing of the program's: a loop hangs in code that lets no other run. Where
the loop stood is written to standard error: files, lines and functions, nothing that anybody said.
"""

import asyncio
import faulthandler
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

BEATS = 6  # within the time after which the program is ended


@asynccontextmanager
async def watched(seconds: float) -> AsyncIterator[None]:
    """End the program when the running loop gives nobody a turn for so long while the block runs; 0: never."""
    beating = asyncio.create_task(_beat(seconds)) if seconds else None
    try:
        yield
    finally:
        if beating is not None:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating


async def _beat(seconds: float) -> None:
    try:
        while True:
            end_unless_told_again(seconds)
            await asyncio.sleep(seconds / BEATS)
    finally:
        faulthandler.cancel_dump_traceback_later()


def end_unless_told_again(seconds: float) -> None:
    """Have the program ended after so many seconds, unless this is said again before."""
    faulthandler.dump_traceback_later(seconds, exit=True)
