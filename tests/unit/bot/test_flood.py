"""A flood from one chat costs nothing; a fast typist loses nothing."""

from collections.abc import Sequence

from bot.channels.channel import Arrived, Incoming
from bot.flood import FloodGate
from conversations.chats import Chat
from conversations.events import Happening, Hurried, InGroup, Typed

HOA, MINH = Chat("telegram", "101"), Chat("telegram", "102")


class Gate:
    def __init__(self, per_minute: int = 60) -> None:
        self.now = 0.0
        self.taken: list[Arrived] = []
        self._gate = FloodGate(self._take, per_minute, lambda: self.now)

    async def _take(self, batch: Sequence[Arrived]) -> None:
        self.taken += batch

    async def send(self, chat: Chat, count: int, event: Happening | None = None) -> list[Happening]:
        before = len(self.taken)
        await self._gate.take(
            [Incoming(key=f"{n}", chat=chat, event=event or Typed(str(n))) for n in range(count)]
        )
        return [each.event for each in self.taken[before:] if isinstance(each, Incoming)]


async def test_a_minutes_worth_is_taken_at_once_and_the_rest_is_answered_once() -> None:
    gate = Gate()
    events = await gate.send(HOA, 500)
    assert events == [*(Typed(str(n)) for n in range(60)), Hurried()]
    assert await gate.send(HOA, 100) == []


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
    assert await gate.send(group, 500, flood) == [flood] * 60
    other = InGroup(group=group, sender=MINH, command="baocao")
    assert await gate.send(group, 1, other) == [other]


async def test_without_a_limit_everything_is_taken() -> None:
    assert len(await Gate(per_minute=0).send(HOA, 5000)) == 5000
