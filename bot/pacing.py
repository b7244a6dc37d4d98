"""How fast messages go out: over all chats, and to one chat with small bursts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from conversations.chats import Chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What a channel takes: messages a second over all chats and to one chat, and how many at once.

    Telegram: about 30 a second over all, one a second to a chat with short bursts (core.telegram.org/bots/faq).
    """

    per_second: float = 30.0
    burst: int = 20
    chat_per_second: float = 1.0
    chat_burst: int = 3


class _Bucket:
    """Tokens that come back with time; those who queue for one may owe theirs in advance."""

    def __init__(self, rate: float, size: int, now: float) -> None:
        self._rate = rate
        self._size = float(size)
        self._tokens = self._size
        self._counted_at = now

    def tokens(self, now: float) -> float:
        return min(self._size, self._tokens + (now - self._counted_at) * self._rate)

    def wait(self, now: float) -> float:
        """Return the seconds until a token is there."""
        return max(0.0, (1 - self.tokens(now)) / self._rate)

    def take(self, now: float) -> None:
        self._tokens, self._counted_at = self.tokens(now) - 1, now

    def is_full(self, now: float) -> bool:
        return self.tokens(now) == self._size


class Pacer:
    """Lets every sender wait for its turn; those who send to one chat come one after another.

    The chat's own pace comes first and is counted when the message goes: a place in the queue over all chats
    is taken only by who can use it at once, so that neither rate is ever exceeded.
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

    async def wait(self, chat: Chat) -> None:
        """Return when one message may go to the chat."""
        await self._sleep(self._bucket(chat).wait(self._seconds()))
        now = self._seconds()
        pause = self._all.wait(now)
        self._all.take(now)
        await self._sleep(pause)
        self._bucket(chat).take(self._seconds())

    def _bucket(self, chat: Chat) -> _Bucket:
        """Return the chat's bucket; chats at rest are forgotten now and then, so that they cost nothing."""
        now, rates = self._seconds(), self._rates
        if len(self._chats) > 2 * rates.per_second * rates.chat_burst / rates.chat_per_second:
            self._chats = {each: bucket for each, bucket in self._chats.items() if not bucket.is_full(now)}
        return self._chats.setdefault(chat, _Bucket(rates.chat_per_second, rates.chat_burst, now))
