"""How much each chat may still send; who said nothing for a minute is forgotten, and may send as much as ever."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from reporting.people.chat import Chat

MINUTE = 60.0  # seconds


@dataclass(slots=True)
class Allowance:
    """How many messages a chat may still send, as of a moment; `told`: it was told that these were too many."""

    left: float
    at: float
    told: bool = False


class Allowances:
    """Gives each chat so many messages at once, and so many a minute back."""

    def __init__(self, per_minute: float, at_once: float, seconds: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._at_once = at_once
        self._seconds = seconds
        self._chats: OrderedDict[Chat, Allowance] = OrderedDict()  # who was heard last stands last

    def of(self, chat: Chat) -> Allowance:
        """Return what a chat has left now."""
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
