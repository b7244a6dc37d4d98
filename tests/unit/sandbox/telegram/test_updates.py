import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.errors import Conflict
from sandbox.telegram.updates import UpdateQueue


def queue_of(count: int, first_id: int = 1) -> UpdateQueue:
    queue = UpdateQueue(first_id, lambda: None)
    for number in range(count):
        queue.add("message", {"text": str(number)})
    return queue


async def ids(queue: UpdateQueue, offset: int = 0, limit: int = 100) -> list[int]:
    return [update["update_id"] for update in await queue.fetch(offset=offset, limit=limit, wait=0)]


async def test_updates_come_again_until_a_higher_offset_confirms_them() -> None:
    queue = queue_of(3)
    assert await ids(queue) == [1, 2, 3]
    assert await ids(queue) == [1, 2, 3]
    assert await ids(queue, offset=2) == [2, 3]
    assert await ids(queue) == [2, 3]
    assert await ids(queue, offset=4) == []
    assert queue.pending == 0


async def test_a_limit_cuts_the_end_and_confirms_nothing() -> None:
    queue = queue_of(3)
    assert await ids(queue, limit=2) == [1, 2]
    assert queue.pending == 3


async def test_a_negative_offset_keeps_that_many_from_the_end() -> None:
    queue = queue_of(5)
    assert await ids(queue, offset=-2) == [4, 5]
    assert await ids(queue) == [4, 5]
    assert await ids(queue, offset=-100) == [4, 5]


async def test_an_offset_of_another_queue_confirms_nothing() -> None:
    queue = queue_of(2)
    assert await ids(queue, offset=5000) == [1, 2]


async def test_only_allowed_kinds_are_kept_from_then_on() -> None:
    queue = queue_of(1)
    queue.allow(["callback_query"])
    queue.add("message", {})
    queue.add("callback_query", {})
    assert await ids(queue) == [1, 2]
    queue.allow([])
    queue.add("message", {})
    assert await ids(queue) == [1, 2, 3]


async def test_a_waiting_reader_gets_what_arrives() -> None:
    queue = queue_of(0, first_id=7)
    reader = asyncio.create_task(queue.fetch(offset=0, limit=100, wait=30))
    await asyncio.sleep(0)
    assert queue.is_waited_on
    queue.add("message", {"text": "a"})
    assert await reader == [{"update_id": 7, "message": {"text": "a"}}]
    assert not queue.is_waited_on


async def test_a_second_reader_ends_the_first() -> None:
    queue = queue_of(0)
    first = asyncio.create_task(queue.fetch(offset=0, limit=100, wait=30))
    await asyncio.sleep(0)
    second = asyncio.create_task(queue.fetch(offset=0, limit=100, wait=30))
    with pytest.raises(Conflict) as refusal:
        await first
    assert refusal.value.description == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    queue.add("message", {})
    assert len(await second) == 1


async def test_a_closed_queue_lets_its_readers_go() -> None:
    queue = queue_of(0)
    reader = asyncio.create_task(queue.fetch(offset=0, limit=100, wait=30))
    await asyncio.sleep(0)
    queue.close()
    assert await reader == []
    assert await queue.fetch(offset=0, limit=100, wait=30) == []


@given(st.lists(st.one_of(st.just("add"), st.integers(min_value=-3, max_value=12)), max_size=30))
def test_what_is_not_confirmed_is_delivered_in_order(steps: list[str | int]) -> None:
    """A model of the queue: the numbers added, less those below the highest offset."""

    async def run() -> None:
        queue, model, next_id = queue_of(0), list[int](), 1
        for step in steps:
            if step == "add":
                queue.add("message", {})
                model.append(next_id)
                next_id += 1
            elif isinstance(step, int):
                floor = next_id + step if step < 0 else step
                if step <= next_id + 10:
                    model = [number for number in model if number >= floor]
                assert await ids(queue, offset=step) == model

    asyncio.run(run())
