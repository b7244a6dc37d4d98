"""Token buckets per chat. A chat that is silent for a minute has its full allowance again and is forgotten."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from reporting.people.chat import Chat

MINUTE = 60.0  # seconds


@dataclass(slots=True)
class Allowance:
    """A chat's remaining messages at a moment; `told` records that the sender was notified of the limit."""

    left: float
    at: float
    told: bool = False


class Allowances:
    """A token bucket for each chat: a burst size and a refill rate per minute."""

    def __init__(self, per_minute: float, at_once: float, seconds: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._at_once = at_once
        self._seconds = seconds
        self._chats: OrderedDict[Chat, Allowance] = OrderedDict()  # least recently used first

    def of(self, chat: Chat) -> Allowance:
        """Return a chat's current allowance."""
        now = self._seconds()
        self._forget_the_silent(now)
        known = self._chats.setdefault(chat, Allowance(left=self._at_once, at=now))
        self._chats.move_to_end(chat)
        left = known.left + (now - known.at) * self._per_minute / MINUTE
        known.left, known.at = min(self._at_once, left), now
        return known

    def _forget_the_silent(self, now: float) -> None:
        while self._chats and now - next(iter(self._chats.values())).at >= MINUTE:
            self._chats.popitem(last=False)
