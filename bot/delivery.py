"""Delivery: what is due in the outbox goes out, paced, and how it ended is written down.

At least once: a crash between sending and writing it down repeats that one message.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.channels.channel import Channel, ChatClosed, SendError, Unreachable
from bot.making import Maker
from bot.pacing import Pacer
from conversations.chats import Chat
from conversations.deliveries import Acknowledge
from conversations.parcels import Parcel
from storage.database import OUTAGES
from storage.outbox import Outbox, Queued

log = structlog.get_logger()

MOST_AT_ONCE = 200  # parcels taken from the outbox, and chats that are sent to
MOST_ATTEMPTS = 8
LONGEST_REST = 60.0  # seconds: the outbox is looked at again even if nobody wakes us
BACKOFF = 2.0  # seconds after the first failed attempt, doubled with each
LAST_WORDS = 1.5  # seconds in which, when it is stopped, what is on its way may arrive and be written down


class Delivery:
    """Sends what the outbox holds until it is told to stop: to one chat in order, to all chats at the same time."""

    def __init__(
        self,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        maker: Maker,
        pacer: Pacer,
        *,
        now: Callable[[], datetime],
        last_words: float = LAST_WORDS,
    ) -> None:
        self._outbox = outbox
        self._channels = channels
        self._maker = maker
        self._pacer = pacer
        self._now = now
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()
        self._last_words = last_words
        self._busy: dict[Chat, asyncio.Task[None]] = {}
        self._stopping = False

    def wake(self) -> None:
        """Have the outbox looked at now."""
        self._idle.clear()
        self._woken.set()

    async def idle(self) -> None:
        """Return when everything due has been delivered."""
        await self._idle.wait()

    async def run(self) -> None:
        """Deliver until cancelled; raises what keeps the outbox from being read or written."""
        try:
            async with asyncio.TaskGroup() as senders:
                try:
                    while True:
                        self._woken.clear()
                        await self._send_due(senders)
                        await self._rest()
                finally:
                    await self._finish()
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None

    async def _finish(self) -> None:
        """Let what is on its way arrive: stopped before that is written down, it would be sent again."""
        self._stopping = True
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=self._last_words)

    async def _send_due(self, senders: asyncio.TaskGroup) -> None:
        """Begin to send what is due to all chats that are not being sent to, so that none waits for another."""
        while (most := MOST_AT_ONCE - len(self._busy)) > 0:
            due = await self._outbox.due(self._now(), most, but_for=self._busy)
            chats: dict[Chat, list[Queued]] = defaultdict(list)
            for queued in due:
                chats[queued.chat].append(queued)
            for chat, parcels in chats.items():
                self._busy[chat] = senders.create_task(self._deliver_to(chat, parcels))
            if len(due) < most:
                return

    async def _rest(self) -> None:
        """Wait until woken, by a sender that is done too, or until something becomes due."""
        seconds = LONGEST_REST
        if len(self._busy) < MOST_AT_ONCE:
            now = self._now()
            due = await self._outbox.next_due(now, but_for=self._busy)
            if due is not None:
                seconds = min(seconds, max(0.0, (due - now).total_seconds()))
        if not self._busy and not self._woken.is_set():
            self._idle.set()
        try:
            async with asyncio.timeout(seconds):  # Python 3.11's wait_for may swallow the word to stop
                await self._woken.wait()
        except TimeoutError:
            return

    async def _deliver_to(self, chat: Chat, parcels: Sequence[Queued]) -> None:
        """Deliver to one chat in order; after what has to be tried again the rest stays in the outbox."""
        for queued in parcels:
            if self._stopping or not await self._deliver(queued):
                break
        del self._busy[chat]
        self._woken.set()

    async def _deliver(self, queued: Queued) -> bool:
        """Deliver one parcel and write down how it ended; returns whether the chat can take more now."""
        try:
            message = await self._send(queued.parcel)
        except ChatClosed as error:
            log.info("delivery.chat_closed", outbox=queued.id)
            await self._outbox.mark_blocked(queued.chat, self._now())
            await self._outbox.settle(queued, "failed", self._now(), error=str(error))
        except SendError as error:
            return await self._failed(queued, error)
        except OUTAGES:
            raise
        except Exception:
            log.exception("delivery.failed", outbox=queued.id)
            await self._outbox.settle(queued, "failed", self._now(), error="could not be made or sent")
        else:
            state = "dropped" if message is None else "sent"
            await self._outbox.settle(queued, state, self._now(), message=message or "")
        return True

    async def _send(self, parcel: Parcel) -> str | None:
        """Make and send a parcel; returns the last message's id, None for an order that made nothing."""
        channel, message = self._channels[parcel.chat.channel], None
        for outgoing in await self._maker.make(parcel):
            for part in channel.parts(outgoing):
                if not isinstance(
                    part, Acknowledge
                ):  # no message: nothing limits it, and somebody's finger waits
                    await self._pacer.wait(parcel.chat)
                message = await channel.send(parcel.chat, part)
        return message

    async def _failed(self, queued: Queued, error: SendError) -> bool:
        counted = not isinstance(error, Unreachable)
        if error.retry_after is None or (counted and queued.attempts + 1 >= MOST_ATTEMPTS):
            log.warning("delivery.given_up", outbox=queued.id, error=str(error))
            await self._outbox.settle(queued, "failed", self._now(), error=str(error))
            return True
        pause = max(error.retry_after, BACKOFF * 2**queued.attempts)
        until = self._now() + timedelta(seconds=pause)
        await self._outbox.postpone(queued, until, str(error), counted=counted)
        return False
