"""Telegram's flood control for bots."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from sandbox.telegram.errors import TooManyRequests


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramLimits:
    """Messages per second, in total and per chat, and the burst sizes.

    core.telegram.org/bots/faq: one message per second and chat with short bursts; about 30 messages per second in
    total.
    """

    per_second: float = 30.0
    burst: int = 30
    chat_per_second: float = 1.0
    chat_burst: int = 5

    def hastened(self, haste: float) -> Self:
        """Return the limits multiplied by `haste`."""
        return replace(self, per_second=self.per_second * haste, chat_per_second=self.chat_per_second * haste)


@dataclass(slots=True)
class _Bucket:
    """A token bucket of `size` tokens, refilled at `rate` per second."""

    rate: float
    size: int
    drops: float
    filled_at: float

    def wait(self, now: float) -> float:
        """Return the seconds until a token is available, or 0."""
        self.drops = min(self.size, self.drops + max(0.0, now - self.filled_at) * self.rate)
        self.filled_at = now
        return 0.0 if self.drops >= 1 else (1 - self.drops) / self.rate


class FloodControl:
    """Counts a bot's messages by `time` in seconds, and rejects those above the limits."""

    def __init__(self, limits: TelegramLimits | None, time: Callable[[], float]) -> None:
        self._limits = limits
        self._time = time
        self._all: _Bucket | None = None
        self._chats: dict[int, _Bucket] = {}

    def admit(self, chat_id: int) -> None:
        """Count one message; above the limit raise TooManyRequests and count nothing."""
        if self._limits is None:
            return
        now = self._time()
        limits = self._limits
        over_all = self._all = self._all or _Bucket(limits.per_second, limits.burst, limits.burst, now)
        chat = self._chats.setdefault(
            chat_id, _Bucket(limits.chat_per_second, limits.chat_burst, limits.chat_burst, now)
        )
        wait = max(over_all.wait(now), chat.wait(now))
        if wait > 0:
            raise TooManyRequests(math.ceil(wait))
        over_all.drops -= 1
        chat.drops -= 1
