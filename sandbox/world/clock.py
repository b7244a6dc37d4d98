"""The movable clock shared by the sandbox and the bot."""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

MoveListener = Callable[[datetime], Awaitable[None]]


class ClockError(ValueError):
    """The clock cannot perform the operation."""


class NaiveTime(ClockError):
    """The time has no time zone."""


class ClockRunsForward(ClockError):
    """The clock can only be moved to a later moment."""


class MovableClock:
    """A clock with a given start that runs in real time unless `frozen`, and can be moved forward.

    `monotonic` returns the seconds by which it runs.
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
        """Return the current time, in the start's time zone."""
        if self.frozen:
            return self._put
        return self._put + timedelta(seconds=self._monotonic() - self._put_at)

    def on_move(self, listener: MoveListener) -> None:
        """Register `listener`, which is awaited with the new time after each move, in registration order."""
        self._listeners.append(listener)

    async def move_to(self, moment: datetime) -> None:
        """Move the clock forward to `moment` and await all listeners.

        Raises ClockRunsForward if `moment` is in the past, and NaiveTime if it has no time zone.
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
