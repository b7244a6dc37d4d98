"""Being told to stop: SIGINT or SIGTERM ends a command in order, whatever it is at."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

_Result = TypeVar("_Result")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_until_stopped(work: Coroutine[Any, Any, _Result]) -> _Result | None:
    """Run `work` in a loop of its own and return its result; None when it was told to stop before.

    It is cancelled where it stands, in the middle of its preparations too. The second signal ends the program at
    once: what is committed is safe.
    """
    return asyncio.run(_stoppable(work))


async def _stoppable(work: Coroutine[Any, Any, _Result]) -> _Result | None:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    task = loop.create_task(work)

    def stop() -> None:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        told.set()
        task.cancel()

    for number in _SIGNALS:
        loop.add_signal_handler(number, stop)
    try:
        return await task
    except asyncio.CancelledError:
        if not told.is_set():
            raise
        return None
