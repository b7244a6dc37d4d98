"""Being told to stop: SIGINT or SIGTERM ends a command in order, whatever it is at."""

import asyncio
import faulthandler
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, TypeVar

from bot.monitoring.watchdog import end_unless_told_again

_Result = TypeVar("_Result")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
LAST_SECONDS = 10.0  # in which a loop that is told to stop has to hear it


def run_until_stopped(work: Coroutine[Any, Any, _Result]) -> _Result | None:
    """Run `work` in a loop of its own and return its result; None when it was told to stop before.

    It is cancelled where it stands, in the middle of its preparations too. The second signal ends the program at
    once: what is committed is safe.
    """
    return asyncio.run(_stoppable(work))


def _obey(_number: int, _frame: FrameType | None) -> None:
    """Have a loop that stands still ended: one that does not is woken by the signal itself, and beats on or stops."""
    end_unless_told_again(LAST_SECONDS)


async def _stoppable(work: Coroutine[Any, Any, _Result]) -> _Result | None:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    task = loop.create_task(work)

    def stop() -> None:
        faulthandler.cancel_dump_traceback_later()
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        told.set()
        task.cancel()

    for number in _SIGNALS:
        loop.add_signal_handler(number, stop)
        signal.signal(number, _obey)
    try:
        return await task
    except asyncio.CancelledError:
        if not told.is_set():
            raise
        return None
