"""A question to the database that is answered in time, whatever becomes of the question."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from storage.database import OUTAGES

T = TypeVar("T")


class Checkup(Generic[T]):
    """Asks one thing at a time: what takes too long goes on by itself, and whoever asks meanwhile waits for it.

    To cancel it would not do: SQLite waits for a lock in a thread that hears nothing.
    """

    def __init__(self, ask: Callable[[], Awaitable[T]]) -> None:
        self._ask = ask
        self._asking: asyncio.Task[T] | None = None

    async def within(self, seconds: float) -> T | None:
        """Return the answer; None where there is none in that time, or the database fails."""
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
