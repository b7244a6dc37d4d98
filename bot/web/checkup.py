"""A database query with a deadline for its answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from storage.database.database import OUTAGES

T = TypeVar("T")


class Checkup(Generic[T]):
    """Runs one query at a time. A query past its deadline continues, and later calls wait for its result.

    Cancelling it would have no effect: SQLite waits for a lock in a thread.
    """

    def __init__(self, ask: Callable[[], Awaitable[T]]) -> None:
        self._ask = ask
        self._asking: asyncio.Task[T] | None = None

    async def within(self, seconds: float) -> T | None:
        """Return the result; None after a timeout or a database failure."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._asked())
        asking = self._asking
        done, _ = await asyncio.wait({asking}, timeout=seconds)
        try:
            return asking.result() if done else None
        except OUTAGES:
            return None

    async def _asked(self) -> T:
        return await self._ask()
