"""Keeping a flood from one chat away from the work: whoever sends faster than can be answered is told so, once.

What is over the limit is dropped before any turn begins: it costs no transaction and no answer. The limit is far
above what fingers can do, so that no answer of a fast typist is ever lost; and of a chat for which much waits no more
is taken than can be answered.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace

from bot.channels.channel import Arrived, Incoming
from bot.inbound.allowances import Allowances
from conversations.chat.events import Hurried, InGroup
from reporting.people.chat import Chat

BUSY = 20  # messages of one chat within a minute, from which on it is looked at what waits for it
MOST_WAITING = 40  # messages that may wait for one chat before more is taken from it

Waiting = Callable[[Collection[Chat]], Awaitable[Mapping[Chat, int]]]


async def _nothing_waits(_: Collection[Chat]) -> Mapping[Chat, int]:
    return {}


class FloodGate:
    """Lets through so many messages a minute from each chat, a minute's worth at once; `per_minute` 0 lets all.

    `waiting` tells what waits to be sent to chats.
    """

    def __init__(
        self,
        take: Callable[[Sequence[Arrived]], Awaitable[None]],
        per_minute: int,
        seconds: Callable[[], float],
        waiting: Waiting = _nothing_waits,
    ) -> None:
        self._take = take
        self._per_minute = per_minute
        self._allowances = Allowances(per_minute, per_minute, seconds)
        self._waiting = waiting

    async def take(self, batch: Sequence[Arrived]) -> None:
        """Have what is within the limits taken; of the rest, the first of each chat becomes a word about it."""
        if not self._per_minute:
            return await self._take(batch)
        waiting = Counter(await self._waiting_for(batch))
        let = [self._judged(each, waiting) if isinstance(each, Incoming) else each for each in batch]
        return await self._take([each for each in let if each is not None])

    async def _waiting_for(self, batch: Sequence[Arrived]) -> Mapping[Chat, int]:
        """Return what waits for the chats of which much came just now; nobody else is asked about."""
        come = Counter(each.chat for each in batch if isinstance(each, Incoming))
        used = {chat: self._per_minute - self._allowances.of(chat).left for chat in come}
        busy = [chat for chat, count in come.items() if used[chat] + count >= BUSY]
        return await self._waiting(busy) if busy else {}

    def _judged(self, incoming: Incoming, waiting: Counter[Chat]) -> Incoming | None:
        event = incoming.event
        allowance = self._allowances.of(event.sender if isinstance(event, InGroup) else incoming.chat)
        if allowance.left >= self._per_minute / 2 and waiting[incoming.chat] < MOST_WAITING / 2:
            allowance.told = False
        if allowance.left >= 1 and waiting[incoming.chat] < MOST_WAITING:
            allowance.left -= 1
            waiting[incoming.chat] += 1
            return incoming
        if allowance.told or isinstance(event, InGroup):
            return None
        allowance.told = True
        return replace(incoming, event=Hurried())
