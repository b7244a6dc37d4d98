"""A CPU time limit for one dialogue step, enforced by a system timer signal even in an endless loop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STEP_SECONDS = 5.0  # of CPU time; a step usually takes milliseconds


class StepTookTooLong(Exception):
    """A step exceeded its CPU time limit."""


class StepTimer:
    """Limits the CPU time of steps that run one after the other; `enforced` is False outside the main thread."""

    __slots__ = ("_enforced",)

    def __init__(self, *, enforced: bool) -> None:
        self._enforced = enforced

    def start(self, seconds: float) -> None:
        """Have StepTookTooLong raised after this CPU time of this process; waiting does not count."""
        if self._enforced:
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds)

    def stop(self) -> None:
        """Raise nothing any more."""
        if self._enforced:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@contextmanager
def step_timer() -> Iterator[StepTimer]:
    """Install the signal handler while the block runs. Only the main thread can be limited."""
    if threading.current_thread() is not threading.main_thread():
        yield StepTimer(enforced=False)
        return
    before = signal.signal(signal.SIGVTALRM, _give_up)
    timer = StepTimer(enforced=True)
    try:
        yield timer
    finally:
        timer.stop()
        signal.signal(signal.SIGVTALRM, before)


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise StepTookTooLong
