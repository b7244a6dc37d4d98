"""The events that wait for the bot: handed out one at a time and forgotten with that."""

import asyncio
from collections import deque
from collections.abc import Callable

from sandbox.world.wire import Wire

FORGETS_AFTER = 10.0
"""Seconds after the last poll in which an event is still kept, where what nobody listens to is forgotten."""


class EventQueue:
    """Events in order. A poll takes one for good; a webhook leaves each until it is taken.

    A second reader waits behind the first. With `forgetful`, what happens while nobody has polled for
    FORGETS_AFTER seconds of `time` is lost, as the platform promises no better. `touched` is called whenever
    something changes.
    """

    def __init__(
        self, touched: Callable[[], None], time: Callable[[], float], *, forgetful: bool = False
    ) -> None:
        self._events: deque[Wire] = deque()
        self._touched = touched
        self._time = time
        self._forgetful = forgetful
        self._listened_at = time()
        self._arrived = asyncio.Event()
        self._readers = 0
        self.is_closed = False
        self.by_webhook = False

    @property
    def pending(self) -> int:
        """How many events wait."""
        return len(self._events)

    @property
    def is_waited_on(self) -> bool:
        """Whether a poll is open."""
        return self._readers > 0

    def add(self, event: Wire) -> None:
        """Append an event."""
        unheard = not self.by_webhook and not self._readers
        if self._forgetful and unheard and self._time() - self._listened_at > FORGETS_AFTER:
            return
        self._events.append(event)
        self._arrived.set()
        self._touched()

    async def take(self, wait: float) -> Wire | None:
        """Hand out the oldest event for good, waiting up to `wait` seconds for one."""
        self._readers += 1
        self._touched()
        try:
            async with asyncio.timeout(wait):
                while not self._events and not self.is_closed:
                    await self.arrived()
        except TimeoutError:
            pass
        finally:
            self._readers -= 1
            self._listened_at = self._time()
            self._touched()
        if not self._events:
            return None
        event = self._events.popleft()
        self._touched()
        return event

    def head(self) -> Wire | None:
        """Return the oldest event and keep it."""
        return self._events[0] if self._events else None

    def drop_head(self) -> None:
        """Forget the oldest event: a webhook took it."""
        self._events.popleft()
        self._touched()

    async def arrived(self) -> None:
        """Return when there is an event, or the queue is closed."""
        self._arrived.clear()
        if not self._events and not self.is_closed:
            await self._arrived.wait()

    def open(self) -> None:
        """Let readers wait, after an earlier close too."""
        self.is_closed = False

    def close(self) -> None:
        """Let the waiting readers and all later ones go with what there is."""
        self.is_closed = True
        self._arrived.set()
