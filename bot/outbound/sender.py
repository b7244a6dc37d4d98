"""The sender: delivers due parcels from the outbox within the rate limits and stores the outcomes.

Delivery is at-least-once. A crash between sending and storing the outcome repeats that message. The next message to
the same chat waits for the stored outcome, so at most one message per chat is repeated. A database failure repeats
none, because sending stops until the outcomes are stored.
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
from bot.outbound.outcomes import OutcomeWriter
from bot.outbound.pacer import Pacer
from bot.outbound.renderer import ParcelRenderer
from conversations.chat.orders import Acknowledge, Parcel, Priority, Rewrite, Say
from reporting.people.chat import Chat
from storage.database.database import OUTAGES
from storage.outbox.due import MOST_STRANGERS
from storage.outbox.outbox import DeliveryOutcome, DueDeliveries, Moved, Outbox, Outcome, Postponed, Queued

log = structlog.get_logger()

MOST_KNOWN = 400  # parcels in memory before the outbox is read again
MOST_MADE = 3  # concurrent renderings
MOST_UNANSWERED = 2  # unanswered requests per parcel before it is given up
LATER = 30.0  # seconds after an unanswered request
LONGEST_REST = 10.0  # seconds between two reads of the outbox; other programs may plan parcels
LONGEST_PAUSE = 30.0  # maximum seconds between retries, so that delivery resumes soon
REPLIES_TRIED_FOR = timedelta(hours=1)
TRIED_FOR = timedelta(days=1)
"""The retry period of a failing channel: an hour for replies and orders, a day for everything else and for
unreachable channels, and until its own deadline for a parcel that has one."""

LAST_WORDS = 1.5  # seconds for requests in flight to finish and be stored at shutdown


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A channel and its rate limits."""

    channel: Channel
    pacer: Pacer


@dataclass(slots=True)
class _Lane:
    """A chat's waiting parcels: most urgent first, then in planning order."""

    waiting: list[tuple[int, int, Queued]] = field(default_factory=list)

    def join(self, queued: Queued) -> None:
        heapq.heappush(self.waiting, (queued.priority.in_chat, queued.id, queued))

    def urgency(self, parcel: Parcel) -> Priority:
        """Return the priority of a parcel being sent: its own, or that of a more urgent one behind it."""
        behind = (queued.priority for _, _, queued in self.waiting)
        return min((parcel.priority, *behind), key=lambda priority: priority.rank)


class Delivery:
    """Sends the outbox until cancelled: in order within a chat, concurrently across chats."""

    def __init__(
        self,
        outbox: Outbox,
        outlets: Mapping[str, Outlet],
        maker: ParcelRenderer,
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
        self._settling = OutcomeWriter(outbox)
        self._begin()

    def _begin(self) -> None:
        """Reset the in-memory state."""
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
        """Read the outbox now."""
        self._idle.clear()
        self._woken.set()

    async def idle(self) -> None:
        """Return when everything due has been delivered."""
        await self._idle.wait()

    async def run(self) -> None:
        """Deliver until cancelled; database failures propagate.

        When run again after a failure, it first stores the outcomes of earlier deliveries, so that they are not
        repeated.
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
        """Let requests in flight finish, because an unstored outcome would repeat its message."""
        self._stopping = True
        if self._senders:
            await asyncio.wait(self._senders, timeout=self._last_words)

    async def _take_up(self, tasks: asyncio.TaskGroup) -> DueDeliveries:
        """Add new due parcels to their chats' lanes; return what was read from the outbox.

        The read may be older than outcomes stored in the meantime. A chat that got a retry since then is skipped,
        because its later parcels would overtake the retried one.
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
        """Return the office's time; at startup, and after that clock was set back, make all replies due."""
        now = self._now()
        if self._latest is None or now < self._latest:
            await self._outbox.bring_forward(now)
        self._latest = now
        return now

    async def _rest(self, look: DueDeliveries) -> None:
        """Wait for a wake-up, freed capacity, the next due time, or the next retry."""
        seconds = LONGEST_REST if look.retry_in is None else min(LONGEST_REST, look.retry_in)
        if look.next_due is not None:
            seconds = min(seconds, max(0.0, (look.next_due - self._now()).total_seconds()))
        if not self._known and not self._strangers and not self._woken.is_set():
            self._idle.set()
        try:
            async with asyncio.timeout(seconds):  # Python 3.11's wait_for may swallow a cancellation
                await self._woken.wait()
        except TimeoutError:
            return

    async def _send_along(self, chat: Chat, lane: _Lane) -> None:
        """Deliver to one chat in order; after a retry is scheduled, the rest stays in the outbox."""
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
        """Remove a parcel from memory, and read the outbox again if more may be due."""
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
        """Deliver one parcel and return its outcome."""
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
        """Send an apology for an order that could not be rendered; if that fails too, send nothing."""
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
        """Render a parcel and send the parts not sent before; `sent` collects the message ids ('' if there is none)."""
        parcel = queued.parcel
        outlet = self._outlets[parcel.chat.channel]
        parts = [part for outgoing in await self._make(parcel) for part in outlet.channel.parts(outgoing)]
        for part in parts[queued.parts :]:
            if isinstance(
                part, Acknowledge
            ):  # an acknowledgement is no message, has no rate limit, and a user waits for it
                sent.append(await outlet.channel.send(parcel.chat, part))
                continue
            async with outlet.pacer.going(parcel.chat, self._lanes[parcel.chat].urgency(parcel)):
                sent.append(await outlet.channel.send(parcel.chat, part))

    async def _make(self, parcel: Parcel) -> Sequence[Outgoing]:
        """Render a parcel; broadcasts are limited to a few at a time, so that they do not delay replies."""
        if isinstance(parcel.delivery, Say | Rewrite | Acknowledge):
            return await self._maker.make(parcel)
        async with self._making:
            return await self._maker.make(parcel)

    def _failed(self, queued: Queued, error: SendError, sent: Sequence[str]) -> Outcome:
        """Return the outcome of a failed send: a retry if it makes sense, else given up."""
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
        """Return the seconds until the next attempt, which grow with the duration of the failure up to a limit."""
        return min(self._outbox.failing_for(queued).total_seconds() / 4, LONGEST_PAUSE)

    def _is_too_late(self, queued: Queued, error: SendError) -> bool:
        """Return whether a retry is pointless because of the parcel's age."""
        until: datetime | None = queued.row.until
        if until is not None:
            return self._now() >= until
        brief = queued.priority is not Priority.REMINDER and not isinstance(error, ChannelUnreachable)
        return self._outbox.failing_for(queued) >= (REPLIES_TRIED_FOR if brief else TRIED_FOR)
