"""The update queue, which keeps updates until the bot confirms them."""

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import islice

from sandbox.telegram.errors import Conflict
from sandbox.world.wire import Wire

KEPT_BY_DEFAULT = frozenset({"message", "callback_query", "my_chat_member"})
OTHER_READER = "terminated by other getUpdates request; make sure that only one bot instance is running"
FAR_FUTURE = 10
"""An offset further ahead of the queue than this belongs to another queue and confirms nothing."""


class UpdateQueue:
    """Updates in order of id, for getUpdates and webhook delivery.

    An update leaves the queue only when confirmed. Only one reader waits at a time; a second one ends the first with
    a Conflict, as in Telegram. `touched` is called on each change; `repeats` returns whether an update is delivered
    once more after its confirmation.
    """

    def __init__(
        self, first_id: int, touched: Callable[[], None], repeats: Callable[[int], bool] = lambda _: False
    ) -> None:
        self._updates: deque[Wire] = deque()
        self._next_id = first_id
        self._touched = touched
        self._repeats = repeats
        self._repeated: set[int] = set()
        self._arrived = asyncio.Event()
        self._reader: asyncio.Future[None] | None = None
        self._closed = False
        self.allowed = KEPT_BY_DEFAULT

    @property
    def pending(self) -> int:
        """The number of unconfirmed updates."""
        return len(self._updates)

    @property
    def is_waited_on(self) -> bool:
        """Whether a long poll is open."""
        return self._reader is not None

    def allow(self, kinds: list[str]) -> None:
        """Set the allowed update kinds; an empty list means the default ones."""
        self.allowed = frozenset(kinds) or KEPT_BY_DEFAULT

    def add(self, kind: str, content: Wire) -> None:
        """Append an update of an allowed kind; ignore other kinds."""
        if kind not in self.allowed:
            return
        self._updates.append({"update_id": self._next_id, kind: content})
        self._next_id += 1
        self._arrived.set()
        self._touched()

    def waiting(self) -> list[Wire]:
        """Return all unconfirmed updates, oldest first."""
        return list(self._updates)

    def taken(self, update: Wire) -> None:
        """Remove an update that the webhook accepted, unless it is to be repeated."""
        if not self._is_repeated(update):
            self._updates.remove(update)
        self._touched()

    def confirm(self, offset: int) -> None:
        """Remove all updates before `offset`; a negative offset keeps that many from the end."""
        if offset < 0:
            offset = self._next_id + offset
        if offset > self._next_id + FAR_FUTURE:
            return
        again: list[Wire] = []
        while self._updates and self._updates[0]["update_id"] < offset:
            update = self._updates.popleft()
            if self._is_repeated(update):
                again.append(update)
        self._updates.extendleft(reversed(again))
        self._touched()

    def clear(self) -> None:
        """Remove all updates."""
        self._updates.clear()
        self._repeated.clear()
        self._touched()

    async def fetch(self, *, offset: int, limit: int, wait: float) -> list[Wire]:
        """Confirm by `offset`, then return up to `limit` updates, waiting up to `wait` seconds for one.

        Raises Conflict if another reader arrives in the meantime.
        """
        self.interrupt(OTHER_READER)
        self.confirm(offset)
        if not self._updates and wait > 0 and not self._closed:
            await self._wait(wait)
        return list(islice(self._updates, limit))

    def interrupt(self, reason: str) -> None:
        """End the waiting reader with a Conflict."""
        if self._reader is not None and not self._reader.done():
            self._reader.set_exception(Conflict(reason))

    def open(self) -> None:
        """Let readers wait, also after an earlier close."""
        self._closed = False

    def close(self) -> None:
        """Let the waiting reader and all later ones return at once."""
        self._closed = True
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    def _is_repeated(self, update: Wire) -> bool:
        """Return whether a confirmed update is delivered once more; this happens at most once."""
        number = update["update_id"]
        if number in self._repeated:
            self._repeated.remove(number)
            return False
        if repeats := self._repeats(number):
            self._repeated.add(number)
        return repeats

    async def arrived(self) -> None:
        """Return when there is an update to deliver."""
        self._arrived.clear()
        if not self._updates:
            await self._arrived.wait()

    async def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        reader = self._reader = loop.create_future()
        arrival = loop.create_task(self.arrived())
        self._touched()
        try:
            await asyncio.wait({reader, arrival}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if reader.done():
                reader.result()
        finally:
            arrival.cancel()
            if self._reader is reader:
                self._reader = None
            self._touched()
