"""A flood from one chat costs nothing; a fast typist loses nothing."""

from collections.abc import Collection, Mapping, Sequence

from bot.channels.channel import Arrived, Incoming
from bot.inbound.rate_limit import BUSY, MOST_WAITING, RateLimiter
from conversations.chat.events import Happening, Hurried, InGroup, Typed
from reporting.people.chat import Chat

HOA, MINH = Chat("telegram", "101"), Chat("telegram", "102")


class Gate:
    def __init__(self, per_minute: int = 60) -> None:
        self.now = 0.0
        self.taken: list[Arrived] = []
        self.waiting: dict[Chat, int] = {}
        self._gate = RateLimiter(self._take, per_minute, lambda: self.now, self._waits)

    async def _waits(self, chats: Collection[Chat]) -> Mapping[Chat, int]:
        return {chat: self.waiting.get(chat, 0) for chat in chats}

    async def _take(self, batch: Sequence[Arrived]) -> None:
        self.taken += batch

    async def send(self, chat: Chat, count: int, event: Happening | None = None) -> list[Happening]:
        before = len(self.taken)
        await self._gate.take(
            [Incoming(key=f"{n}", chat=chat, event=event or Typed(str(n))) for n in range(count)]
        )
        return [each.event for each in self.taken[before:] if isinstance(each, Incoming)]


async def test_a_minutes_worth_is_taken_and_the_rest_is_answered_once() -> None:
    gate = Gate()
    for _ in range(10):
        assert await gate.send(HOA, 6) == [Typed(str(n)) for n in range(6)]
    assert await gate.send(HOA, 500) == [Hurried()]
    assert await gate.send(HOA, 100) == []


async def test_no_more_is_taken_from_a_chat_than_may_wait_for_it() -> None:
    gate = Gate(per_minute=600)
    assert await gate.send(HOA, 500) == [*(Typed(str(n)) for n in range(MOST_WAITING)), Hurried()]
    gate.waiting[HOA] = MOST_WAITING - 2
    gate.now += 60
    assert len(await gate.send(HOA, BUSY)) == 2 + 1
    gate.waiting[HOA] = 0
    gate.now += 60
    assert len(await gate.send(HOA, BUSY)) == BUSY


async def test_a_fast_typist_loses_nothing() -> None:
    gate = Gate()
    for _ in range(600):  # one message a second, for ten minutes
        gate.now += 1
        assert await gate.send(HOA, 1) == [Typed("0")]


async def test_one_chats_flood_is_not_anothers() -> None:
    gate = Gate()
    await gate.send(HOA, 500)
    assert await gate.send(MINH, 2) == [Typed("0"), Typed("1")]


async def test_after_a_rest_all_is_taken_again_and_the_next_flood_told_again() -> None:
    gate = Gate()
    await gate.send(HOA, 500)
    gate.now += 60
    assert (await gate.send(HOA, 61))[-1] == Hurried()


async def test_in_a_group_the_sender_is_limited_and_nothing_is_said() -> None:
    gate, group = Gate(), Chat("telegram", "-5")
    flood = InGroup(group=group, sender=HOA, command="baocao")
    assert await gate.send(group, 500, flood) == [flood] * MOST_WAITING
    other = InGroup(group=group, sender=MINH, command="baocao")
    assert await gate.send(group, 1, other) == [other]


async def test_without_a_limit_everything_is_taken() -> None:
    assert len(await Gate(per_minute=0).send(HOA, 5000)) == 5000
