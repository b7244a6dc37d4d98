"""Delivery: what is due in the outbox goes out, paced, and how it ended is written down.

At least once: a crash between sending and writing it down repeats that one message; the next to the same chat
goes only when it is written down, so that no more than one is ever repeated to a person. A database that fails
repeats none: nothing is sent before what was sent is written down.
"""

import asyncio
import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import structlog

from bot.channels.channel import (
    Channel,
    ChannelUnreachable,
    ChatClosed,
    ChatMoved,
    Outgoing,
    SendError,
    Unanswered,
)
from bot.monitoring.metrics import UNMEASURED, Metrics, measure_delivery
from bot.outbound.outcomes import Settling
from bot.outbound.pacer import Pacer
from bot.outbound.renderer import Making
from conversations.chat.orders import Acknowledge, Parcel, Priority, Rewrite, Say
from reporting.people.chat import Chat
from storage.database.database import OUTAGES
from storage.outbox.due import MOST_STRANGERS
from storage.outbox.outbox import DeliveryOutcome, DueDeliveries, Moved, Outbox, Outcome, Postponed, Queued

log = structlog.get_logger()

MOST_KNOWN = 400  # parcels that are taken out of the outbox before it is looked at again
MOST_MADE = 3  # orders that are made at the same time
MOST_UNANSWERED = 2  # requests of which nobody knows whether they arrived, before it is left at that
LATER = 30.0  # seconds after a request that nobody answered
LONGEST_REST = 10.0  # seconds: the outbox is looked at again even if nobody wakes us; others may plan, too
LONGEST_PAUSE = (
    30.0  # seconds between attempts while a channel fails: so soon after it works again all goes on
)
REPLIES_TRIED_FOR = timedelta(hours=1)
TRIED_FOR = timedelta(days=1)
"""How long a failing channel is tried: with replies and orders for an hour; with all else, and where nothing reaches
it, for a day; with what has a moment of its own until then."""

LAST_WORDS = 1.5  # seconds in which, when it is stopped, what is on its way may arrive and be written down


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A channel with the pace at which it takes messages."""

    channel: Channel
    pacer: Pacer


@dataclass(slots=True)
class _Lane:
    """What waits for one chat: the most urgent first, within one urgency in the order of planning."""

    waiting: list[tuple[int, int, Queued]] = field(default_factory=list)

    def join(self, queued: Queued) -> None:
        heapq.heappush(self.waiting, (queued.priority.in_chat, queued.id, queued))

    def urgency(self, parcel: Parcel) -> Priority:
        """Return the priority of a parcel that goes now: that of what waits behind it, if that is more urgent."""
        behind = (queued.priority for _, _, queued in self.waiting)
        return min((parcel.priority, *behind), key=lambda priority: priority.rank)


class Delivery:
    """Sends what the outbox holds until it is told to stop: to one chat in order, to all chats at the same time."""

    def __init__(
        self,
        outbox: Outbox,
        outlets: Mapping[str, Outlet],
        maker: Making,
        *,
        now: Callable[[], datetime],
        last_words: float = LAST_WORDS,
        metrics: Metrics = UNMEASURED,
    ) -> None:
        self._outbox = outbox
        self._outlets = outlets
        self._maker = maker
        self._now = now
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()
        self._last_words = last_words
        self._metrics = metrics
        self._settling = Settling(outbox)
        self._begin()

    def _begin(self) -> None:
        """Know nothing of the outbox yet."""
        self._making = asyncio.Semaphore(MOST_MADE)
        self._lanes: dict[Chat, _Lane] = {}
        self._known: set[int] = set()
        self._strangers: set[int] = set()
        self._forgotten: set[int] = set()
        self._broken_off: set[Chat] = set()
        self._senders: set[asyncio.Task[None]] = set()
        self._crowded = self._strangers_crowd = False
        self._stopping = False
        self._latest: datetime | None = None

    def wake(self) -> None:
        """Have the outbox looked at now."""
        self._idle.clear()
        self._woken.set()

    async def idle(self) -> None:
        """Return when everything due has been delivered."""
        await self._idle.wait()

    async def run(self) -> None:
        """Deliver until cancelled; raises what keeps the outbox from being read or written.

        Run again after that, it writes down first how the deliveries before have ended: they are not sent again.
        """
        self._begin()
        await self._settling.write()
        try:
            async with asyncio.TaskGroup() as tasks:
                lasting = [tasks.create_task(self._settling.run())]
                lasting += [tasks.create_task(outlet.pacer.run()) for outlet in self._outlets.values()]
                try:
                    while True:
                        self._woken.clear()
                        await self._rest(await self._take_up(tasks))
                finally:
                    await self._finish()
                    for task in lasting:
                        task.cancel()
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None

    async def _finish(self) -> None:
        """Let what is on its way arrive: stopped before that is written down, it would be sent again."""
        self._stopping = True
        if self._senders:
            await asyncio.wait(self._senders, timeout=self._last_words)

    async def _take_up(self, tasks: asyncio.TaskGroup) -> DueDeliveries:
        """Put what is due and not known yet into its chats' lanes; returns what the outbox showed.

        What a look shows may be older than what was written down while it lasted: for a chat where something has
        to be tried again since then it shows the rest as due, and that would overtake.
        """
        self._forgotten.clear()
        self._broken_off.clear()
        look = await self._outbox.look(await self._moment(), MOST_KNOWN)
        self._crowded, self._strangers_crowd = look.crowded, look.strangers_crowd
        for queued in look.due:
            if self._knows(queued.id) or queued.id in self._forgotten or queued.chat in self._broken_off:
                continue
            (self._strangers if queued.priority is Priority.STRANGER else self._known).add(queued.id)
            lane = self._lanes.get(queued.chat)
            if lane is None:
                lane = self._lanes[queued.chat] = _Lane()
                sender = tasks.create_task(self._send_along(queued.chat, lane))
                self._senders.add(sender)
                sender.add_done_callback(self._senders.discard)
            lane.join(queued)
            self._outlets[queued.chat.channel].pacer.hurry(queued.chat, queued.priority)
        return look

    async def _moment(self) -> datetime:
        """Return the office's time; at the beginning, and when it has been set back, no reply waits for it."""
        now = self._now()
        if self._latest is None or now < self._latest:
            await self._outbox.bring_forward(now)
        self._latest = now
        return now

    async def _rest(self, look: DueDeliveries) -> None:
        """Wait until woken, by a sender that makes room too, or until something becomes due or is tried again."""
        seconds = LONGEST_REST if look.retry_in is None else min(LONGEST_REST, look.retry_in)
        if look.next_due is not None:
            seconds = min(seconds, max(0.0, (look.next_due - self._now()).total_seconds()))
        if not self._known and not self._strangers and not self._woken.is_set():
            self._idle.set()
        try:
            async with asyncio.timeout(seconds):  # Python 3.11's wait_for may swallow the word to stop
                await self._woken.wait()
        except TimeoutError:
            return

    async def _send_along(self, chat: Chat, lane: _Lane) -> None:
        """Deliver to one chat in order; after what has to be tried again the rest stays in the outbox."""
        goes_on = True
        while lane.waiting and goes_on and not self._stopping:
            queued = heapq.heappop(lane.waiting)[2]
            outcome = await self._deliver(queued)
            measure_delivery(self._metrics, outcome)
            await self._settling.settle(outcome)
            goes_on = isinstance(outcome, DeliveryOutcome)
            self._forget(queued, look_again=not goes_on)
        for _, _, queued in lane.waiting:
            self._forget(queued, look_again=True)
        if not goes_on:
            self._broken_off.add(chat)
        del self._lanes[chat]

    def _forget(self, queued: Queued, *, look_again: bool) -> None:
        """Make room for another; the outbox is looked at when there is reason to expect something."""
        self._known.discard(queued.id)
        self._strangers.discard(queued.id)
        self._forgotten.add(queued.id)
        running_low = (self._crowded and len(self._known) < MOST_KNOWN // 2) or (
            self._strangers_crowd and len(self._strangers) < MOST_STRANGERS // 2
        )
        if look_again or running_low or not (self._known or self._strangers):
            self._woken.set()

    def _knows(self, outbox_id: int) -> bool:
        return outbox_id in self._known or outbox_id in self._strangers

    async def _deliver(self, queued: Queued) -> Outcome:
        """Deliver one parcel and return how it ended."""
        sent: list[str] = []
        try:
            await self._send(queued, sent)
        except ChatClosed as error:
            log.info("delivery.chat_closed", outbox=queued.id)
            return self._ended(queued, "failed", sent, error=str(error), closed=True)
        except ChatMoved as error:
            log.info("delivery.chat_moved", outbox=queued.id)
            return Moved(queued=queued, address=error.address)
        except SendError as error:
            return self._failed(queued, error, sent)
        except OUTAGES:
            raise
        except Exception:
            log.exception("delivery.failed", outbox=queued.id)
            await self._apologise(queued)
            return self._ended(queued, "given_up", sent, error="could not be made or sent")
        return self._ended(queued, "sent" if sent or queued.parts else "dropped", sent)

    def _ended(
        self,
        queued: Queued,
        state: Literal["sent", "dropped", "failed", "given_up"],
        sent: Sequence[str],
        *,
        error: str = "",
        closed: bool = False,
    ) -> DeliveryOutcome:
        messages = sum(bool(each) for each in sent)
        last = sent[-1] if sent and state == "sent" else ""
        return DeliveryOutcome(
            queued=queued,
            state=state,
            at=self._now(),
            message=last,
            error=error,
            closed=closed,
            messages=messages,
        )

    async def _apologise(self, queued: Queued) -> None:
        """Tell whoever waits for what they ordered that it could not be made; where even that fails, nothing more."""
        if queued.priority is not Priority.ORDERED:
            return
        try:
            outlet, said = self._outlets[queued.chat.channel], await self._maker.apology(queued.parcel)
            async with outlet.pacer.going(queued.chat, Priority.REPLY):
                await outlet.channel.send(queued.chat, said)
        except OUTAGES:
            raise
        except Exception:
            log.exception("delivery.not_apologised", outbox=queued.id)

    async def _send(self, queued: Queued, sent: list[str]) -> None:
        """Make and send a parcel, less what of it went before; `sent` gets the messages' ids, '' for what is none."""
        parcel = queued.parcel
        outlet = self._outlets[parcel.chat.channel]
        parts = [part for outgoing in await self._make(parcel) for part in outlet.channel.parts(outgoing)]
        for part in parts[queued.parts :]:
            if isinstance(part, Acknowledge):  # no message: nothing limits it, and somebody's finger waits
                sent.append(await outlet.channel.send(parcel.chat, part))
                continue
            async with outlet.pacer.going(parcel.chat, self._lanes[parcel.chat].urgency(parcel)):
                sent.append(await outlet.channel.send(parcel.chat, part))

    async def _make(self, parcel: Parcel) -> Sequence[Outgoing]:
        """Make what is sent; a broadcast's are made few at a time, so that they keep no reply from being thought of."""
        if isinstance(parcel.delivery, Say | Rewrite | Acknowledge):
            return await self._maker.make(parcel)
        async with self._making:
            return await self._maker.make(parcel)

    def _failed(self, queued: Queued, error: SendError, sent: Sequence[str]) -> Outcome:
        """Return what becomes of what could not be sent: tried again while that makes sense, else given up."""
        unanswered = isinstance(error, Unanswered)
        attempts = queued.attempts + unanswered
        if error.retry_after is None or attempts >= MOST_UNANSWERED or self._is_too_late(queued, error):
            log.warning("delivery.given_up", outbox=queued.id, error=str(error))
            return self._ended(queued, "given_up", sent, error=str(error))
        seconds = LATER if unanswered else max(error.retry_after, self._pause(queued))
        return Postponed(
            queued=queued, seconds=seconds, error=str(error), counted=unanswered, messages=len(sent)
        )

    def _pause(self, queued: Queued) -> float:
        """Return the seconds to the next attempt: the longer the channel fails, the longer, up to a limit."""
        return min(self._outbox.failing_for(queued).total_seconds() / 4, LONGEST_PAUSE)

    def _is_too_late(self, queued: Queued, error: SendError) -> bool:
        """Tell whether a message is not worth another attempt, by its age while the channel fails."""
        until: datetime | None = queued.row.until
        if until is not None:
            return self._now() >= until
        brief = queued.priority is not Priority.REMINDER and not isinstance(error, ChannelUnreachable)
        return self._outbox.failing_for(queued) >= (REPLIES_TRIED_FOR if brief else TRIED_FOR)
