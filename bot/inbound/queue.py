"""The inbound queue of the webhooks. Events wait for the next turn, and their requests wait for its commit."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.channels.channel import Arrived, Incoming
from bot.inbound.outages import to_its_end
from storage.database.database import OUTAGES

log = structlog.get_logger()

ROOM = 1000  # the queue's capacity in events; Telegram sends at most 100 concurrently


class NotTaken(Exception):
    """The events were not stored, and the channel has to redeliver them; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brought:
    """One request's events and the future that reports their commit."""

    since: float
    events: Sequence[Arrived]
    taken: asyncio.Future[None]


class InboundQueue:
    """Collects events that arrive during a turn into the next batch.

    The order of arrival is kept. `take` returns when a batch is committed.
    """

    def __init__(
        self,
        take: Callable[[Sequence[Arrived]], Awaitable[None]],
        *,
        now: Callable[[], datetime],
        room: int = ROOM,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._take = take
        self._now = now
        self._seconds = seconds
        self._room = room
        self._waiting: list[_Brought] = []
        self._arrived = asyncio.Event()
        self._stopped = False

    @property
    def waiting(self) -> int:
        """The number of waiting events."""
        return sum(len(brought.events) for brought in self._waiting)

    @property
    def oldest_wait(self) -> float:
        """The waiting time of the oldest event in seconds."""
        return self._seconds() - self._waiting[0].since if self._waiting else 0.0

    async def put(self, events: Sequence[Arrived]) -> None:
        """Queue events and return after their commit; raises NotTaken."""
        if self._stopped:
            raise NotTaken("stopping")
        if self.waiting + len(events) > self._room:
            raise NotTaken("full")
        at = self._now()
        brought = _Brought(
            since=self._seconds(),
            events=[_arrived(event, at) for event in events],
            taken=asyncio.get_running_loop().create_future(),
        )
        self._waiting.append(brought)
        self._arrived.set()
        await brought.taken

    async def run(self) -> None:
        """Process the queue until cancelled. The running turn completes; waiting requests get NotTaken.

        Exceptions of a turn propagate, except database outages, which are retried.
        """
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                batch, self._waiting = self._waiting, []
                await to_its_end(self._turn(batch))
        finally:
            self._stopped = True
            _refuse(self._waiting, "stopping")

    async def _turn(self, batch: Sequence[_Brought]) -> None:
        try:
            await self._take([event for brought in batch for event in brought.events])
        except OUTAGES as error:
            log.error("intake.outage", kind=type(error).__name__)  # noqa: TRY400 -- the reason is plain, a trace says no more
            _refuse(batch, "outage")
        except Exception:
            _refuse(batch, "failed")
            raise
        else:
            for brought in batch:
                if not brought.taken.done():  # the client may have disconnected
                    brought.taken.set_result(None)


def _arrived(event: Arrived, at: datetime) -> Arrived:
    return replace(event, arrived_at=at) if isinstance(event, Incoming) else event


def _refuse(batch: Sequence[_Brought], reason: str) -> None:
    for brought in batch:
        if not brought.taken.done():
            brought.taken.set_exception(NotTaken(reason))
