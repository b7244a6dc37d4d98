"""How fast messages go out: over all chats the most urgent first, and to one chat with small bursts."""

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
"""Of a message: what sums of fractions and coarse clocks lose. A pause as short as that might never end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What a channel takes: messages a second over all chats and to one chat, and how many at once.

    Telegram: about 30 a second over all, one a second to a chat with short bursts (core.telegram.org/bots/faq).
    `on_the_way` is how many requests are open at the same time: more wait for each other at the other end.
    `strangers` is the share of all that replies to people who have not joined may have together.
    """

    per_second: float = 30.0
    burst: int = 20
    chat_per_second: float = 1.0
    chat_burst: int = 3
    on_the_way: int = 32
    strangers: float = 1 / 3

    def hastened(self, haste: float) -> Self:
        """Return rates so many times as fast."""
        return replace(self, per_second=self.per_second * haste, chat_per_second=self.chat_per_second * haste)


class _Bucket:
    """Tokens that come back with time."""

    def __init__(self, rate: float, size: int, now: float) -> None:
        self._rate = rate
        self._size = float(size)
        self._tokens = self._size
        self._counted_at = now

    def tokens(self, now: float) -> float:
        return min(self._size, self._tokens + (now - self._counted_at) * self._rate)

    def wait(self, now: float) -> float:
        """Return the seconds until a token is there."""
        missing = 1 - self.tokens(now)
        return missing / self._rate if missing > NOTHING else 0.0

    def take(self, now: float) -> None:
        self._tokens, self._counted_at = self.tokens(now) - 1, now

    def is_full(self, now: float) -> bool:
        return self.tokens(now) == self._size


class _Share:
    """The part of a channel's pace that is for strangers: they wait here for one another, not for those who joined."""

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
        """Enter when the share has room for one more; it is used while the block runs."""
        async with self._room:
            async with self._next:
                while pause := self._bucket.wait(self._seconds()):
                    await self._sleep(pause)
                self._bucket.take(self._seconds())
            yield


class Pacer:
    """Lets senders go one by one, the most urgent first; those who send to one chat come one after another.

    The chat's own pace comes first and is counted when the message goes: a place in the queue over all chats
    is taken only by who can use it at once, so that neither rate is ever exceeded, and a reply that comes while
    thousands of reminders wait is the next to go.
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
        """Let the queue go on until cancelled; without it only who need not wait is let through."""
        while True:
            while self._queue and self._has_room():
                if pause := self._all.wait(self._seconds()):
                    await self._sleep(pause)  # and look again: somebody more urgent may have come
                    continue
                _, _, waiting = heapq.heappop(self._queue)
                if not waiting.done():
                    self._let_through()
                    waiting.set_result(None)
            self._changed.clear()
            await self._changed.wait()

    @asynccontextmanager
    async def going(self, chat: Chat, priority: Priority) -> AsyncIterator[None]:
        """Enter when one message may go to the chat; it is on its way while the block runs."""
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
        """Let who queues up for a chat go as early as this priority would: something that urgent waits behind it."""
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
        """Take a place in the queue; who has two goes by the better one."""
        self._queued[chat] = (priority, waiting)
        heapq.heappush(self._queue, (priority.rank, next(self._places), waiting))
        self._changed.set()

    def _bucket(self, chat: Chat) -> _Bucket:
        """Return the chat's bucket; chats at rest are forgotten now and then, so that they cost nothing."""
        now, rates = self._seconds(), self._rates
        if len(self._chats) > 2 * rates.per_second * rates.chat_burst / rates.chat_per_second:
            self._chats = {each: bucket for each, bucket in self._chats.items() if not bucket.is_full(now)}
        if chat not in self._chats:
            self._chats[chat] = _Bucket(rates.chat_per_second, rates.chat_burst, now)
        return self._chats[chat]
