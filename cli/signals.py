"""SIGINT and SIGTERM cancel a command's task, so that it ends in order."""

import asyncio
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, TypeVar

from bot.monitoring.watchdog import beat, end_unless_told_again

_Result = TypeVar("_Result")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
LAST_SECONDS = 10.0
"""The time in which the event loop has to react to a signal before the process ends."""


def run_until_stopped(work: Coroutine[Any, Any, _Result]) -> _Result | None:
    """Run `work` in a new event loop and return its result; None after SIGINT or SIGTERM.

    The first signal cancels `work`, also during its setup. The second ends the process at once; committed
    transactions are safe.
    """
    return asyncio.run(_stoppable(work))


def _obey(_number: int, _frame: FrameType | None) -> None:
    """End the process if the event loop is blocked; a loop that runs handles the signal itself."""
    end_unless_told_again(LAST_SECONDS)


async def _stoppable(work: Coroutine[Any, Any, _Result]) -> _Result | None:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    task, beats = loop.create_task(work), list[asyncio.Task[None]]()

    def stop() -> None:
        # a step that is ready to run may block the loop before `work` is cancelled: the timer stays set
        beats.append(loop.create_task(beat(LAST_SECONDS)))
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
    finally:
        for each in beats:
            each.cancel()
        await asyncio.gather(*beats, return_exceptions=True)
