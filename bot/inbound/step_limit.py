"""A limit of computing for one step of a dialogue, kept by the system's timer: no loop of ours can outlast it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STEP_SECONDS = 5.0  # of computing; a step takes milliseconds


class StepTookTooLong(Exception):
    """A step computed for longer than any may."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise StepTookTooLong in the block when it has computed for so long; only a main thread can be timed.

    Whatever waits is not counted, nor the time for which others have the processor.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise StepTookTooLong
