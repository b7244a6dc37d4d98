"""Rate limits for sending: per channel in order of priority, and per chat with small bursts."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import Self

from conversations.chat.orders import Priority
from reporting.people.chat import Chat

NOTHING = 1e-4
"""The tolerance in messages for rounding errors and coarse clocks; a shorter pause might never end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """A channel's limits: messages per second in total and per chat, and the burst sizes.

    Telegram: about 30/s in total, 1/s per chat with short bursts (core.telegram.org/bots/faq). `on_the_way` limits
    the concurrent requests, because more would only queue at the server. `strangers` is the maximum share of the
    total rate for replies to people who have not joined.
    """

    per_second: float = 30.0
    burst: int = 20
    chat_per_second: float = 1.0
    chat_burst: int = 3
    on_the_way: int = 32
    strangers: float = 1 / 3

    def hastened(self, haste: float) -> Self:
        """Return the limits multiplied by `haste`."""
        return replace(self, per_second=self.per_second * haste, chat_per_second=self.chat_per_second * haste)


class _Bucket:
    """A token bucket."""

    def __init__(self, rate: float, size: int, now: float) -> None:
        self._rate = rate
        self._size = float(size)
        self._tokens = self._size
        self._counted_at = now

    def tokens(self, now: float) -> float:
        return min(self._size, self._tokens + (now - self._counted_at) * self._rate)

    def wait(self, now: float) -> float:
        """Return the seconds until a token is available."""
        missing = 1 - self.tokens(now)
        return missing / self._rate if missing > NOTHING else 0.0

    def take(self, now: float) -> None:
        self._tokens, self._counted_at = self.tokens(now) - 1, now

    def is_full(self, now: float) -> bool:
        return self.tokens(now) == self._size


class _Share:
    """The strangers' share of a channel's rate. Strangers' replies wait here and do not delay members' messages."""

    def __init__(
        self, rates: Rates, seconds: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._seconds = seconds
        self._sleep = sleep
        share = rates.strangers
        self._bucket = _Bucket(rates.per_second * share, max(1, round(rates.burst * share)), seconds())
        self._room = asyncio.Semaphore(max(1, round(rates.on_the_way * share)))
        self._next = asyncio.Lock()

    @asynccontextmanager
    async def going(self) -> AsyncIterator[None]:
        """Wait for room in the share and occupy it during the block."""
        async with self._room:
            async with self._next:
                while pause := self._bucket.wait(self._seconds()):
                    await self._sleep(pause)
                self._bucket.take(self._seconds())
            yield


class Pacer:
    """Admits senders one by one, most urgent first; senders to one chat take turns.

    The chat's own limit applies first, and is counted when the message goes. Only a sender that can go at once enters
    the channel's queue. So neither limit is exceeded, and a reply goes next even if thousands of reminders wait.
    """

    def __init__(
        self,
        rates: Rates,
        seconds: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rates = rates
        self._seconds = seconds
        self._sleep = sleep
        self._all = _Bucket(rates.per_second, rates.burst, seconds())
        self._chats: dict[Chat, _Bucket] = {}
        self._strangers = _Share(rates, seconds, sleep)
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._queued: dict[Chat, tuple[Priority, asyncio.Future[None]]] = {}
        self._places = count()
        self._on_the_way = 0
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Process the queue until cancelled; otherwise only senders that need not wait are admitted."""
        while True:
            while self._queue and self._has_room():
                if pause := self._all.wait(self._seconds()):
                    await self._sleep(pause)  # then look again, because a more urgent sender may have arrived
                    continue
                _, _, waiting = heapq.heappop(self._queue)
                if not waiting.done():
                    self._let_through()
                    waiting.set_result(None)
            self._changed.clear()
            await self._changed.wait()

    @asynccontextmanager
    async def going(self, chat: Chat, priority: Priority) -> AsyncIterator[None]:
        """Wait until a message may go to the chat; it is in flight during the block."""
        if priority is Priority.STRANGER:
            async with self._strangers.going(), self._going(chat, priority):
                yield
        else:
            async with self._going(chat, priority):
                yield

    @asynccontextmanager
    async def _going(self, chat: Chat, priority: Priority) -> AsyncIterator[None]:
        if pause := self._bucket(chat).wait(self._seconds()):
            await self._sleep(pause)
        if self._queue or not self._has_room() or self._all.wait(self._seconds()):
            await self._queue_up(chat, priority)
        else:
            self._let_through()
        self._bucket(chat).take(self._seconds())
        try:
            yield
        finally:
            self._leave()

    def _has_room(self) -> bool:
        return self._on_the_way < self._rates.on_the_way

    def _let_through(self) -> None:
        self._all.take(self._seconds())
        self._on_the_way += 1

    def _leave(self) -> None:
        self._on_the_way -= 1
        self._changed.set()

    def hurry(self, chat: Chat, priority: Priority) -> None:
        """Raise the priority of a chat's queued sender, because a more urgent message waits behind it."""
        queued = self._queued.get(chat)
        if queued is not None and priority.rank < queued[0].rank:
            self._join(chat, priority, queued[1])

    async def _queue_up(self, chat: Chat, priority: Priority) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._join(chat, priority, waiting)
        try:
            await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                self._leave()
            raise
        finally:
            del self._queued[chat]

    def _join(self, chat: Chat, priority: Priority, waiting: asyncio.Future[None]) -> None:
        """Enter the queue; of two entries the more urgent one counts."""
        self._queued[chat] = (priority, waiting)
        heapq.heappush(self._queue, (priority.rank, next(self._places), waiting))
        self._changed.set()

    def _bucket(self, chat: Chat) -> _Bucket:
        """Return the chat's bucket; full buckets are removed from time to time."""
        now, rates = self._seconds(), self._rates
        if len(self._chats) > 2 * rates.per_second * rates.chat_burst / rates.chat_per_second:
            self._chats = {each: bucket for each, bucket in self._chats.items() if not bucket.is_full(now)}
        if chat not in self._chats:
            self._chats[chat] = _Bucket(rates.chat_per_second, rates.chat_burst, now)
        return self._chats[chat]
