"""The event queue; each event is delivered once, one at a time."""

import asyncio
from collections import deque
from collections.abc import Callable

from sandbox.world.wire import Wire

FORGETS_AFTER = 10.0
"""The seconds after the last poll for which a `forgetful` queue keeps new events."""


class EventQueue:
    """Events in order. A poll removes an event at once; a webhook removes it only when accepted.

    A second reader waits for the first. A `forgetful` queue drops events if no poll happened for FORGETS_AFTER
    seconds of `time`, because the platform guarantees no more. `touched` is called on each change.
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
        """The number of waiting events."""
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
        """Remove and return the oldest event, waiting up to `wait` seconds for one."""
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
        """Return the oldest event without removing it."""
        return self._events[0] if self._events else None

    def drop_head(self) -> None:
        """Remove the oldest event after the webhook accepted it."""
        self._events.popleft()
        self._touched()

    async def arrived(self) -> None:
        """Return when there is an event, or when the queue is closed."""
        self._arrived.clear()
        if not self._events and not self.is_closed:
            await self._arrived.wait()

    def open(self) -> None:
        """Let readers wait, also after an earlier close."""
        self.is_closed = False

    def close(self) -> None:
        """Let the waiting readers and all later ones return at once."""
        self.is_closed = True
        self._arrived.set()
