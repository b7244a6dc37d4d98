"""Admission control for strangers: people who have not joined queue here when they exceed their share of the capacity.

Members pass at once, and so do chats that are about to join: a valid code or a known phone number in hand, or the
notice on the screen. Of any other stranger one event waits and is answered later. What waits here is not stored: it
is forgotten when the program stops.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Sequence

import structlog

from bot.channels.channel import Arrived, Incoming
from bot.inbound.allowances import Allowances
from bot.inbound.outages import to_its_end
from conversations.chat.events import GroupLeft, GroupMoved, InGroup, Opened, Pressed, Shared, Typed
from reporting.people.chat import Chat
from reporting.people.invitation import looks_like_code

log = structlog.get_logger()

PER_SECOND, AT_ONCE = (
    8.0,
    24,
)  # events per second and burst, somewhat below the strangers' share of the sending rate
EACH_PER_MINUTE, EACH_AT_ONCE = 20.0, 6.0  # per stranger; joining takes several messages
MOST_ANSWERS_WAITING = 24  # unsent replies to strangers before admission pauses
MOST_STRANGERS = 5000  # the queue's capacity
MOST_KNOWN = 10_000  # cached member chats
PAUSE = 0.25  # seconds between two admissions

Take = Callable[[Sequence[Arrived]], Awaitable[None]]


class StrangerQueue:
    """Admits strangers at a limited rate, and members at once.

    `members` tells which chats are of people who have joined, `joining` which events come from chats that are about
    to, `backlog` how many answers to strangers wait.
    """

    def __init__(
        self,
        take: Take,
        members: Callable[[Collection[Chat]], Awaitable[Collection[Chat]]],
        joining: Callable[[Collection[Incoming]], Awaitable[Collection[Chat]]],
        backlog: Callable[[], Awaitable[int]],
        seconds: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._take = take
        self._members = members
        self._about_to_join = joining
        self._backlog = backlog
        self._sleep = sleep
        self._seconds = seconds
        self._all, self._counted_at = float(AT_ONCE), seconds()
        self._each = Allowances(EACH_PER_MINUTE, EACH_AT_ONCE, seconds)
        self._known: OrderedDict[Chat, None] = OrderedDict()
        self._joining: OrderedDict[Chat, Incoming] = OrderedDict()
        self._waiting: OrderedDict[Chat, Incoming] = OrderedDict()
        self._come = asyncio.Event()

    async def take(self, batch: Sequence[Arrived]) -> None:
        """Process a batch, except for the strangers who have to wait."""
        strangers = set(await self._strangers({sender for each in batch if (sender := _sender(each))}))
        theirs = [each for each in batch if isinstance(each, Incoming) and _sender(each) in strangers]
        strangers -= set(await self._about_to_join(theirs)) if theirs else set()
        await self._take([each for each in batch if self._enters(each, strangers)])

    async def run(self) -> None:
        """Admit waiting strangers until cancelled; a turn's exception propagates and they keep waiting."""
        while True:
            await self._come.wait()
            await self._sleep(PAUSE)
            if group := await self._next():
                await to_its_end(self._take(group))
                self._forget(group)
            if not self._joining and not self._waiting:
                self._come.clear()

    async def _next(self) -> list[Incoming]:
        """Return the events to admit now."""
        room = min(int(self._tokens()), MOST_ANSWERS_WAITING - await self._backlog())
        group = [*self._joining.values(), *self._waiting.values()][: max(0, room)]
        self._all -= len(group)
        return group

    def _forget(self, group: Sequence[Incoming]) -> None:
        for each in group:
            for waiting in (self._joining, self._waiting):
                if (sender := _sender(each)) and waiting.get(sender) is each:
                    del waiting[sender]

    async def _strangers(self, chats: Collection[Chat]) -> Collection[Chat]:
        """Return which chats belong to strangers; member chats are cached."""
        unknown = [chat for chat in chats if chat not in self._known]
        if not unknown:
            return ()
        members = set(await self._members(unknown))
        self._known.update(dict.fromkeys(members))
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return {chat for chat in unknown if chat not in members}

    def _enters(self, arrived: Arrived, strangers: Collection[Chat]) -> bool:
        sender = _sender(arrived)
        if sender is None or sender not in strangers or not isinstance(arrived, Incoming):
            return True
        own = self._each.of(sender)
        crowded = bool(self._joining or self._waiting)
        if not crowded and own.left >= 1 and self._tokens() >= 1:
            own.left -= 1
            self._all -= 1
            return True
        self._wait(sender, arrived)
        return False

    def _wait(self, sender: Chat, incoming: Incoming) -> None:
        """Queue a stranger's event. One event per chat is kept, preferably one that may complete a join."""
        if len(self._waiting) + len(self._joining) >= MOST_STRANGERS:
            log.warning("lobby.full", hint="strangers come faster than they can be answered")
            return
        if _joins(incoming):
            self._waiting.pop(sender, None)
            self._joining[sender] = incoming
        elif sender not in self._joining:
            self._waiting.setdefault(sender, incoming)
        self._come.set()

    def _tokens(self) -> float:
        now = self._seconds()
        self._all = min(float(AT_ONCE), self._all + (now - self._counted_at) * PER_SECOND)
        self._counted_at = now
        return self._all


def _sender(arrived: Arrived) -> Chat | None:
    """Return the sender's chat; None for events without a sender and for dead letters."""
    if not isinstance(arrived, Incoming) or isinstance(arrived.event, GroupLeft | GroupMoved):
        return None
    return arrived.event.sender if isinstance(arrived.event, InGroup) else arrived.chat


def _joins(incoming: Incoming) -> bool:
    """Return whether the event may be part of a join."""
    match incoming.event:
        case Opened(code=code):
            return bool(code)
        case Typed(text=text):
            return looks_like_code(text)
        case event:
            return isinstance(event, Pressed | Shared)
