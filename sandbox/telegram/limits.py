"""How fast a bot may send: Telegram's flood control."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from sandbox.telegram.errors import TooManyRequests


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramLimits:
    """Messages a second, over all chats and for one chat, and how many may come at once.

    core.telegram.org/bots/faq: no more than one message a second in one chat, short bursts are let through;
    about 30 messages a second over all chats.
    """

    per_second: float = 30.0
    burst: int = 30
    chat_per_second: float = 1.0
    chat_burst: int = 5

    def hastened(self, haste: float) -> Self:
        """Return limits that are kept by a bot so many times as fast."""
        return replace(self, per_second=self.per_second * haste, chat_per_second=self.chat_per_second * haste)


@dataclass(slots=True)
class _Bucket:
    """A bucket that fills with `rate` drops a second up to `size`; each message takes one."""

    rate: float
    size: int
    drops: float
    filled_at: float

    def wait(self, now: float) -> float:
        """Return the seconds until a drop is there; 0 when one is."""
        self.drops = min(self.size, self.drops + max(0.0, now - self.filled_at) * self.rate)
        self.filled_at = now
        return 0.0 if self.drops >= 1 else (1 - self.drops) / self.rate


class FloodControl:
    """Counts the messages of a bot by `time`, in seconds, and refuses those beyond the limits."""

    def __init__(self, limits: TelegramLimits | None, time: Callable[[], float]) -> None:
        self._limits = limits
        self._time = time
        self._all: _Bucket | None = None
        self._chats: dict[int, _Bucket] = {}

    def admit(self, chat_id: int) -> None:
        """Count one message; raises TooManyRequests, and counts nothing, when it is one too many."""
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
