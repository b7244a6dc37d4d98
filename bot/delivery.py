"""Delivery: what is due in the outbox goes out, paced, and how it ended is written down.

At least once: a crash between sending and writing it down repeats that one message.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.channels.channel import Channel, ChatClosed, SendError
from bot.making import Maker
from bot.pacing import Pacer
from conversations.chats import Chat
from storage.outbox import Outbox, Queued

log = structlog.get_logger()

MOST_AT_ONCE = 200
MOST_ATTEMPTS = 8
LONGEST_REST = 60.0  # seconds: the outbox is looked at again even if nobody wakes us
BACKOFF = 2.0  # seconds after the first failed attempt, doubled with each


class Delivery:
    """Sends what the outbox holds until it is told to stop."""

    def __init__(
        self,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        maker: Maker,
        pacer: Pacer,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._outbox = outbox
        self._channels = channels
        self._maker = maker
        self._pacer = pacer
        self._now = now
        self._sleep = sleep
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()

    def wake(self) -> None:
        """Have the outbox looked at now."""
        self._idle.clear()
        self._woken.set()

    async def idle(self) -> None:
        """Return when everything due has been delivered."""
        await self._idle.wait()

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            self._woken.clear()
            await self._deliver_due()
            rest = await self._rest()
            if not self._woken.is_set():
                self._idle.set()
            try:
                await asyncio.wait_for(self._woken.wait(), rest)
            except TimeoutError:
                continue

    async def _deliver_due(self) -> None:
        while due := await self._outbox.due(self._now(), MOST_AT_ONCE):
            chats: dict[Chat, list[Queued]] = defaultdict(list)
            for queued in due:
                chats[queued.parcel.chat].append(queued)
            await asyncio.gather(*(self._deliver_to(chat, parcels) for chat, parcels in chats.items()))

    async def _deliver_to(self, chat: Chat, parcels: Sequence[Queued]) -> None:
        """Deliver to one chat in order; what must wait holds back what comes after it."""
        for place, queued in enumerate(parcels):
            held_back = await self._deliver(chat, queued)
            if held_back is not None:
                for later in parcels[place + 1 :]:
                    await self._outbox.postpone(later, held_back, "behind another")
                return

    async def _deliver(self, chat: Chat, queued: Queued) -> datetime | None:
        """Deliver one parcel; returns the moment to go on at where the chat has to wait."""
        try:
            message = ""
            sent = False
            for outgoing in await self._maker.make(queued.parcel):
                await self._sleep(self._pacer.wait(chat))
                message = await self._channels[chat.channel].send(chat, outgoing)
                sent = True
        except ChatClosed as error:
            log.info("delivery.chat_closed", outbox=queued.id)
            await self._outbox.mark_blocked(chat, self._now())
            await self._outbox.settle(queued, "failed", self._now(), error=str(error))
        except SendError as error:
            return await self._failed(queued, error)
        except Exception:
            log.exception("delivery.failed", outbox=queued.id)
            await self._outbox.settle(queued, "failed", self._now(), error="could not be made or sent")
        else:
            await self._outbox.settle(queued, "sent" if sent else "dropped", self._now(), message=message)
        return None

    async def _failed(self, queued: Queued, error: SendError) -> datetime | None:
        if error.retry_after is None or queued.attempts + 1 >= MOST_ATTEMPTS:
            log.warning("delivery.given_up", outbox=queued.id, error=str(error))
            await self._outbox.settle(queued, "failed", self._now(), error=str(error))
            return None
        pause = max(error.retry_after, BACKOFF * 2**queued.attempts)
        until = self._now() + timedelta(seconds=pause)
        await self._outbox.postpone(queued, until, str(error))
        return until

    async def _rest(self) -> float:
        due = await self._outbox.next_due()
        if due is None:
            return LONGEST_REST
        return min(LONGEST_REST, max(0.0, (due - self._now()).total_seconds()))
