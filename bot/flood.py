"""Keeping a flood from one chat away from the work: whoever sends faster than anybody types is told so, once.

What is over the limit is dropped before any turn begins: it costs no transaction and no answer. The limit is far
above what fingers can do, so that no answer of a fast typist is ever lost.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.channels.channel import Arrived, Incoming
from conversations.chats import Chat
from conversations.events import Hurried, InGroup

MINUTE = 60.0  # seconds, after which whoever said nothing may send as much as ever


@dataclass(slots=True)
class _Allowance:
    """How many messages a chat may still send, as of a moment; `told`: it was told that these were too many."""

    left: float
    at: float
    told: bool = False


class FloodGate:
    """Lets through so many messages a minute from each chat, a minute's worth at once; `per_minute` 0 lets all."""

    def __init__(
        self,
        take: Callable[[Sequence[Arrived]], Awaitable[None]],
        per_minute: int,
        seconds: Callable[[], float],
    ) -> None:
        self._take = take
        self._per_minute = per_minute
        self._seconds = seconds
        self._chats: OrderedDict[Chat, _Allowance] = OrderedDict()  # who was heard last stands last

    async def take(self, batch: Sequence[Arrived]) -> None:
        """Have what is within the limit taken; of the rest, the first of each chat becomes a word about it."""
        let = [self._judged(each) if isinstance(each, Incoming) else each for each in batch]
        await self._take([each for each in let if each is not None])

    def _judged(self, incoming: Incoming) -> Incoming | None:
        if not self._per_minute:
            return incoming
        event = incoming.event
        allowance = self._allowance(event.sender if isinstance(event, InGroup) else incoming.chat)
        if allowance.left >= 1:
            allowance.left -= 1
            return incoming
        if allowance.told or isinstance(event, InGroup):
            return None
        allowance.told = True
        return replace(incoming, event=Hurried())

    def _allowance(self, chat: Chat) -> _Allowance:
        now = self._seconds()
        self._forget_the_silent(now)
        known = self._chats.setdefault(chat, _Allowance(left=self._per_minute, at=now))
        self._chats.move_to_end(chat)
        left = known.left + (now - known.at) * self._per_minute / MINUTE
        known.left, known.at = min(float(self._per_minute), left), now
        if known.left >= self._per_minute / 2:
            known.told = False
        return known

    def _forget_the_silent(self, now: float) -> None:
        while self._chats and now - next(iter(self._chats.values())).at >= MINUTE:
            self._chats.popitem(last=False)
