"""The event feed for pages over WebSockets, and for waiting until activity stops."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.world.wire import Wire


class Feed:
    """Delivers each event to all subscribers, in order."""

    def __init__(self) -> None:
        self._subscribers: set[asyncio.Queue[Wire | None]] = set()
        self._waiting: list[asyncio.Future[None]] = []

    @contextmanager
    def subscribe(self) -> Iterator["asyncio.Queue[Wire | None]"]:
        """Yield a queue of future events; None in it means that the sandbox closes."""
        queue: asyncio.Queue[Wire | None] = asyncio.Queue()
        self._subscribers.add(queue)
        try:
            yield queue
        finally:
            self._subscribers.discard(queue)

    def publish(self, event: str, **content: object) -> None:
        """Send an event to all subscribers."""
        for queue in self._subscribers:
            queue.put_nowait({"event": event, **content})
        self.touch()

    def touch(self) -> None:
        """Wake those who wait for a change."""
        waiting, self._waiting = self._waiting, []
        for waiter in waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def changed(self) -> None:
        """Return at the next change."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        await waiter

    def close(self) -> None:
        """End all subscriptions."""
        for queue in self._subscribers:
            queue.put_nowait(None)
        self.touch()
