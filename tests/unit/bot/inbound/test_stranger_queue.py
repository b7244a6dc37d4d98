"""Strangers wait for one another, one event each; who has joined never does."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress

from bot.channels.channel import Arrived, Incoming
from bot.inbound.stranger_queue import (
    AT_ONCE,
    EACH_AT_ONCE,
    MOST_ANSWERS_WAITING,
    MOST_STRANGERS,
    PER_SECOND,
    StrangerQueue,
)
from conversations.chat.events import Happening, InGroup, Opened, Typed
from reporting.people.chat import Chat

HOA = Chat("telegram", "101")
CODE = Opened("kfm-4827-xqr-9352")
GOOD_CODE = Opened("kfm-4827-xqrz-9352")


def stranger(number: int) -> Chat:
    return Chat("telegram", str(5000 + number))


class Played:
    """A queue with a time that passes only while it rests, of which Hoa alone is a member."""

    def __init__(self) -> None:
        self.now = 0.0
        self.backlog = 0
        self.asked: list[Collection[Chat]] = []
        self.taken: list[Incoming] = []
        self.rested = asyncio.Event()
        self.strangers = StrangerQueue(
            self._take, self._members, self._joining, self._backlog, lambda: self.now, self._sleep
        )

    async def _take(self, batch: Sequence[Arrived]) -> None:
        self.taken += [each for each in batch if isinstance(each, Incoming)]

    async def _members(self, chats: Collection[Chat]) -> Collection[Chat]:
        self.asked.append(chats)
        return {HOA} & set(chats)

    async def _joining(self, events: Collection[Incoming]) -> Collection[Chat]:
        return {each.chat for each in events if each.event == GOOD_CODE}

    async def _backlog(self) -> int:
        return self.backlog

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

    async def come(self, *from_whom: Chat, event: Happening | None = None) -> list[Chat]:
        """Have an event of each chat come; returns whose were taken at once."""
        before = len(self.taken)
        await self.strangers.take(
            [
                Incoming(key=str(n), chat=chat, event=event or Typed("xin chào"))
                for n, chat in enumerate(from_whom)
            ]
        )
        return [each.chat for each in self.taken[before:]]

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        work = asyncio.create_task(self.strangers.run())
        yield
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def turns(number: int = 50) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def test_who_has_joined_walks_through_a_crowd_and_is_asked_about_once() -> None:
    played = Played()
    crowd = [stranger(number) for number in range(500)]
    assert HOA in await played.come(*crowd, HOA)
    assert await played.come(HOA, HOA) == [HOA, HOA]
    assert len(played.asked) == 1


async def test_few_strangers_do_not_wait_and_a_crowd_does_till_it_can_be_answered() -> None:
    played = Played()
    crowd = [stranger(number) for number in range(100)]
    assert await played.come(*crowd) == crowd[:AT_ONCE]
    async with played.at_work():
        await turns(2000)
    assert [each.chat for each in played.taken] == crowd
    assert played.now >= (100 - AT_ONCE) / PER_SECOND - 1


async def test_one_stranger_alone_takes_no_more_than_a_few_places_and_waits_with_one_event() -> None:
    played = Played()
    assert await played.come(*[stranger(0)] * 500) == [stranger(0)] * int(EACH_AT_ONCE)
    async with played.at_work():
        await turns()
    assert len(played.taken) == EACH_AT_ONCE + 1


async def test_who_brings_a_code_comes_before_those_who_only_write() -> None:
    played = Played()
    crowd = [stranger(number) for number in range(100)]
    await played.come(*crowd)
    assert await played.come(crowd[-1], event=CODE) == []
    async with played.at_work():
        await turns(10)
    assert played.taken[AT_ONCE].event == CODE
    assert [each.chat for each in played.taken].count(crowd[-1]) == 1


async def test_who_brings_a_good_code_passes_a_crowd_at_once() -> None:
    played = Played()
    crowd = [stranger(number) for number in range(600)]
    await played.come(*crowd)
    office = [stranger(1000 + number) for number in range(200)]
    assert await played.come(*office, event=GOOD_CODE) == office


async def test_while_answers_wait_nobody_else_is_let_in() -> None:
    played = Played()
    await played.come(*(stranger(number) for number in range(100)))
    played.backlog = MOST_ANSWERS_WAITING
    async with played.at_work():
        await turns()
        assert len(played.taken) == AT_ONCE
        played.backlog = 0
        await turns()
    assert len(played.taken) > AT_ONCE


async def test_in_a_group_it_is_the_sender_who_waits() -> None:
    played, group = Played(), Chat("telegram", "-5")
    await played.come(*(stranger(number) for number in range(100)))
    assert await played.come(group, event=InGroup(group=group, sender=stranger(7), command="baocao")) == []
    assert await played.come(group, event=InGroup(group=group, sender=HOA, command="baocao")) == [group]


async def test_there_is_room_for_so_many_and_no_more() -> None:
    played = Played()
    for hundred in range(80):
        await played.come(*(stranger(100 * hundred + number) for number in range(100)))
    async with played.at_work():
        await turns(50_000)
    assert len(played.taken) == AT_ONCE + MOST_STRANGERS
