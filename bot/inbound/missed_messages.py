"""After a time in which a channel was not heard: who was answering lately is told, and asked again."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.channels.channel import Incoming
from conversations.chat.events import Missed
from storage.database.database import Database
from storage.people.accounts import active_chats

log = structlog.get_logger()

LATELY = timedelta(minutes=30)
"""Who wrote within this time may be answering still."""

MOST = 100
"""The chats that are told after one gap; each costs a message of the plan."""

ONCE_IN = timedelta(minutes=10)
"""However often a channel falls silent, a chat is told once in this time and state of its conversation."""


class MissedMessages:
    """Puts the current question again to those who were answering on a channel that fell silent."""

    def __init__(
        self,
        database: Database,
        take: Callable[[Sequence[Incoming]], Awaitable[None]],
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._take = take
        self._now = now

    async def tell(self, channel: str) -> None:
        """Have a channel's chats told; those who have been told in the same state just before are not told again."""
        now = self._now()
        chats = await active_chats(self._database, channel, now - LATELY, MOST)
        if not chats:
            return
        log.info("missed.told", channel=channel, chats=len(chats))
        moment = int(now.timestamp() // ONCE_IN.total_seconds())
        await self._take(
            [
                Incoming(
                    key=f"missed:{each.chat.channel}:{each.chat.address}:{each.step}:{moment}",
                    chat=each.chat,
                    event=Missed(),
                )
                for each in chats
            ]
        )
