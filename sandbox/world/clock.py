"""The clock that can be moved: the sandbox and the bot beside it live by it."""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

MoveListener = Callable[[datetime], Awaitable[None]]


class ClockError(ValueError):
    """The clock cannot do that."""


class NaiveTime(ClockError):
    """A moment without a time zone says too little."""


class ClockRunsForward(ClockError):
    """The clock can only be moved to a later moment."""


class MovableClock:
    """A clock that starts where it is put, runs on in real time unless `frozen`, and can be moved forward.

    `monotonic` gives the seconds by which it runs.
    """

    def __init__(
        self, start: datetime, *, frozen: bool = False, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._put = _aware(start)
        self._monotonic = monotonic
        self._put_at = monotonic()
        self._listeners: list[MoveListener] = []
        self.frozen = frozen

    def now(self) -> datetime:
        """Return the present moment, in the time zone of the start."""
        if self.frozen:
            return self._put
        return self._put + timedelta(seconds=self._monotonic() - self._put_at)

    def on_move(self, listener: MoveListener) -> None:
        """Have `listener` awaited with the new time after every move, in the order of registration."""
        self._listeners.append(listener)

    async def move_to(self, moment: datetime) -> None:
        """Put the clock forward to `moment` and await all listeners.

        Raises ClockRunsForward when `moment` is in the past and NaiveTime when it has no time zone.
        """
        moment = _aware(moment).astimezone(self._put.tzinfo)
        if moment < self.now():
            raise ClockRunsForward(f"{moment.isoformat()} is before {self.now().isoformat()}")
        self._put, self._put_at = moment, self._monotonic()
        for listener in self._listeners:
            await listener(moment)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise NaiveTime(moment.isoformat())
    return moment
