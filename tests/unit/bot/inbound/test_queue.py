"""The intake: what comes during a turn makes the next one, and nobody hears 'taken' before the commit."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest
from sqlalchemy.exc import OperationalError

from bot.channels.channel import Arrived, Incoming
from bot.inbound.queue import InboundQueue, NotTaken
from conversations.chat.events import Typed
from reporting.people.chat import Chat
from tests.support.small_office import NOW

A, B = Chat("telegram", "1"), Chat("telegram", "2")


class Counter:
    """A turn loop that is held up until it is let go, and fails as it is told."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.arrivals: list[object] = []
        self.begun = asyncio.Event()
        self.delete_expired = asyncio.Event()
        self.finished = 0
        self.failure: Exception | None = None

    async def take(self, batch: Sequence[Arrived]) -> None:
        self.batches.append([each.key for each in batch])
        self.arrivals += [each.arrived_at for each in batch if isinstance(each, Incoming)]
        self.begun.set()
        await self.delete_expired.wait()
        if self.failure is not None:
            raise self.failure
        self.finished += 1


def event(key: str, chat: Chat = A) -> Incoming:
    return Incoming(key=key, chat=chat, event=Typed(key))


@asynccontextmanager
async def at_work(intake: InboundQueue) -> AsyncIterator[asyncio.Task[None]]:
    running = asyncio.create_task(intake.run())
    try:
        yield running
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await running


async def brought(intake: InboundQueue, *events: Incoming) -> asyncio.Task[None]:
    """Bring events; return who waits for their commit."""
    waiting = asyncio.create_task(intake.put(events))
    await asyncio.sleep(0)
    return waiting


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def intake(counter: Counter) -> InboundQueue:
    return InboundQueue(counter.take, now=lambda: NOW, room=4)


async def test_what_comes_during_a_turn_is_the_next_batch_in_its_order(
    counter: Counter, intake: InboundQueue
) -> None:
    async with at_work(intake):
        first = await brought(intake, event("1"))
        await counter.begun.wait()
        later = [await brought(intake, event(key, chat)) for key, chat in (("2", A), ("3", B), ("4", A))]
        assert not any(each.done() for each in (first, *later))
        counter.delete_expired.set()
        await asyncio.gather(first, *later)
    assert counter.batches == [["1"], ["2", "3", "4"]]
    assert counter.arrivals == [NOW] * 4


async def test_nobody_is_told_that_it_is_taken_before_the_turn_has_ended(
    counter: Counter, intake: InboundQueue
) -> None:
    async with at_work(intake):
        waiting = await brought(intake, event("1"))
        await counter.begun.wait()
        await asyncio.sleep(0)
        assert not waiting.done()
        counter.delete_expired.set()
        await waiting
        assert counter.finished == 1


async def test_what_there_is_no_room_for_is_refused_at_once(counter: Counter, intake: InboundQueue) -> None:
    waiting = [await brought(intake, event(str(number))) for number in range(4)]
    assert intake.waiting == 4
    with pytest.raises(NotTaken, match="full"):
        await intake.put([event("5")])
    counter.delete_expired.set()
    async with at_work(intake):
        await asyncio.gather(*waiting)
        await intake.put([event("5")])
    assert counter.batches == [["0", "1", "2", "3"], ["5"]]


async def test_after_an_outage_it_goes_on_with_what_is_brought_again(
    counter: Counter, intake: InboundQueue
) -> None:
    counter.delete_expired.set()
    async with at_work(intake):
        counter.failure = OperationalError("INSERT", {}, Exception("disk I/O error"))
        with pytest.raises(NotTaken, match="outage"):
            await intake.put([event("1")])
        counter.failure = None
        await intake.put([event("1")])
    assert counter.batches == [["1"], ["1"]]
    assert counter.finished == 1


async def test_any_other_failure_ends_it_and_takes_nothing(counter: Counter, intake: InboundQueue) -> None:
    counter.delete_expired.set()
    counter.failure = LookupError("a mistake of ours")
    async with at_work(intake) as running:
        with pytest.raises(NotTaken, match="failed"):
            await intake.put([event("1")])
        with pytest.raises(LookupError):
            await running
        with pytest.raises(NotTaken, match="stopping"):
            await intake.put([event("2")])


async def test_stopped_it_ends_the_turn_under_way_and_sends_the_rest_away(
    counter: Counter, intake: InboundQueue
) -> None:
    async with at_work(intake) as running:
        under_way = await brought(intake, event("1"))
        await counter.begun.wait()
        waiting = await brought(intake, event("2"))
        running.cancel()
        await asyncio.sleep(0)
        counter.delete_expired.set()
        with pytest.raises(asyncio.CancelledError):
            await running
        await under_way
        with pytest.raises(NotTaken, match="stopping"):
            await waiting
        with pytest.raises(NotTaken, match="stopping"):
            await intake.put([event("3")])
    assert (counter.batches, counter.finished) == ([["1"]], 1)


async def test_who_hangs_up_keeps_nobody_else_from_being_answered(
    counter: Counter, intake: InboundQueue
) -> None:
    gone, stays = await brought(intake, event("1")), await brought(intake, event("2"))
    async with at_work(intake):
        await counter.begun.wait()
        gone.cancel()
        await asyncio.sleep(0)
        counter.delete_expired.set()
        await stays
        await intake.put([event("3")])
    assert counter.batches == [["1", "2"], ["3"]]
