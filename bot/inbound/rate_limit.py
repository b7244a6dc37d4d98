"""Per-chat rate limit. Messages above it are dropped; the sender is told once.

Dropped messages cost no transaction and no reply. The limit is far above typing speed, so that it never affects an
officer's answers. A chat with many unsent replies is limited further, to what can be sent.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace

from bot.channels.channel import Arrived, Incoming
from bot.inbound.allowances import Allowances
from conversations.chat.events import Hurried, InGroup
from reporting.people.chat import Chat

BUSY = 20  # messages of a chat within a minute that trigger the check of its unsent replies
MOST_WAITING = 40  # unsent replies to a chat before its messages are dropped

Waiting = Callable[[Collection[Chat]], Awaitable[Mapping[Chat, int]]]


async def _nothing_waits(_: Collection[Chat]) -> Mapping[Chat, int]:
    return {}


class RateLimiter:
    """A rate limit in messages per minute and chat, with a burst of one minute's allowance; 0 means unlimited.

    `waiting` returns the number of unsent replies of chats.
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
        """Process the events within the limits; each chat's first dropped message becomes a notice about the limit."""
        if not self._per_minute:
            return await self._take(batch)
        waiting = Counter(await self._waiting_for(batch))
        let = [self._judged(each, waiting) if isinstance(each, Incoming) else each for each in batch]
        return await self._take([each for each in let if each is not None])

    async def _waiting_for(self, batch: Sequence[Arrived]) -> Mapping[Chat, int]:
        """Return the unsent replies of busy chats; other chats are not looked up."""
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
