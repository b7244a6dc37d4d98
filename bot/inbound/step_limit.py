"""A CPU time limit for one dialogue step, enforced by a system timer signal even in an endless loop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STEP_SECONDS = 5.0  # of CPU time; a step usually takes milliseconds


class StepTookTooLong(Exception):
    """A step exceeded its CPU time limit."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise StepTookTooLong in the block after this CPU time; only the main thread can be limited.

    Waiting and other processes' CPU time do not count.
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
