"""After a gap in a channel's reception, repeats the current question in recently active chats."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.channels.channel import Incoming
from conversations.chat.events import Missed
from storage.database.database import Database
from storage.people.accounts import active_chats

log = structlog.get_logger()

LATELY = timedelta(minutes=30)
"""A chat active within this time may still be in a conversation."""

MOST = 100
"""The maximum number of chats notified per gap, because each message counts towards the plan."""

ONCE_IN = timedelta(minutes=10)
"""A chat in an unchanged state is notified at most once in this time."""


class MissedMessages:
    """Repeats the current question in the active chats of a channel after a gap."""

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
        """Notify a channel's active chats, except those recently notified in the same state."""
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
