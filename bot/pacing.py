"""How fast messages go out: over all chats, and to one chat with small bursts."""

from collections.abc import Callable
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


@dataclass(slots=True)
class _Bucket:
    """Tokens that come back with time; `tokens` may be owed in advance by those who wait their turn."""

    tokens: float
    counted_at: float

    def take(self, now: float, rate: float, size: int) -> float:
        """Take one token and return the seconds to wait until it is really there."""
        self.tokens = min(float(size), self.tokens + (now - self.counted_at) * rate) - 1
        self.counted_at = now
        return max(0.0, -self.tokens / rate)


class Pacer:
    """Tells every sender how long to wait. Chats that are at rest cost nothing."""

    def __init__(self, rates: Rates, seconds: Callable[[], float]) -> None:
        self._rates = rates
        self._seconds = seconds
        self._all = _Bucket(rates.burst, seconds())
        self._chats: dict[Chat, _Bucket] = {}

    def wait(self, chat: Chat) -> float:
        """Count one message to the chat and return the seconds to wait before sending it."""
        now, rates = self._seconds(), self._rates
        self._forget(now)
        bucket = self._chats.setdefault(chat, _Bucket(rates.chat_burst, now))
        return max(
            bucket.take(now, rates.chat_per_second, rates.chat_burst),
            self._all.take(now, rates.per_second, rates.burst),
        )

    def _forget(self, now: float) -> None:
        rest = self._rates.chat_burst / self._rates.chat_per_second
        if len(self._chats) > self._rates.per_second * rest * 2:
            self._chats = {
                chat: each for chat, each in self._chats.items() if now - each.counted_at < rest * 2
            }
