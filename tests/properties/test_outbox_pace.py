"""The pace of delivery: never faster than a channel takes it, whoever sends when, and never slower than needed."""

import asyncio
import selectors
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.pacer import Pacer, Rates
from conversations.chat.orders import Priority
from reporting.people.chat import Chat

SLACK = 2e-4  # of a message: what the pacer lets pass so that no pause is too short to end


class PlayedSelector(selectors.SelectSelector):
    """Waits for nothing: whatever is to come later comes at once, and the time is set to then."""

    moment = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise AssertionError("everybody waits for somebody")
        self.moment += max(0.0, timeout)
        return super().select(0)


class PlayedLoop(asyncio.SelectorEventLoop):
    """An event loop in which pauses take no time but are counted."""

    def __init__(self) -> None:
        self._played = PlayedSelector()
        super().__init__(self._played)

    def time(self) -> float:
        return self._played.moment


def within(moments: Sequence[float], rate: float, burst: int) -> bool:
    """Tell whether in no stretch of time more went than the burst and what its length allows."""
    return all(
        last - first + 1 <= burst + rate * (moments[last] - moments[first]) + SLACK
        for first in range(len(moments))
        for last in range(first, len(moments))
    )


def sent(
    plan: Sequence[Sequence[float]], rates: Rates, priorities: Sequence[Priority] = ()
) -> list[list[float]]:
    """Return when each chat's messages go; a chat's plan are the pauses its sender makes before each."""
    moments: list[list[float]] = [[] for _ in plan]

    async def send(pacer: Pacer, number: int) -> None:
        priority = priorities[number] if priorities else Priority.REPLY
        for pause in plan[number]:
            await asyncio.sleep(pause)
            async with pacer.going(Chat("telegram", str(number)), priority):
                moments[number].append(asyncio.get_running_loop().time())

    async def play() -> None:
        pacer = Pacer(rates, asyncio.get_running_loop().time)
        serving = asyncio.create_task(pacer.run())
        await asyncio.gather(*(send(pacer, number) for number in range(len(plan))))
        serving.cancel()

    with asyncio.Runner(loop_factory=PlayedLoop) as runner:
        runner.run(play())
    return moments


pauses = st.lists(st.sampled_from([0.0, 0.0, 0.01, 0.3, 1.0, 2.5, 30.0]), max_size=12)
rates = st.builds(
    Rates,
    per_second=st.sampled_from([0.5, 3.0, 30.0]),
    burst=st.integers(1, 20),
    chat_per_second=st.sampled_from([0.2, 1.0, 5.0]),
    chat_burst=st.integers(1, 3),
)


@given(st.lists(pauses, max_size=12), rates)
def test_no_chat_and_not_all_together_get_more_than_the_channel_takes(
    plan: list[list[float]], rates: Rates
) -> None:
    moments = sent(plan, rates)
    assert sum(map(len, moments)) == sum(map(len, plan))
    assert all(within(each, rates.chat_per_second, rates.chat_burst) for each in moments)
    together = sorted(moment for each in moments for moment in each)
    assert within(together, rates.per_second, rates.burst)


@given(st.lists(pauses, min_size=1, max_size=8))
def test_who_is_within_both_rates_never_waits(plan: list[list[float]]) -> None:
    idle = [[2.5 + pause for pause in each] for each in plan]
    for each, moments in zip(idle, sent(idle, Rates()), strict=True):
        asked = [sum(each[: number + 1]) for number in range(len(each))]
        assert all(abs(went - wanted) < SLACK for went, wanted in zip(moments, asked, strict=True))


def test_a_thousand_chats_get_one_message_each_at_the_full_rate() -> None:
    moments = sorted(moment for each in sent([[0.0]] * 1000, Rates()) for moment in each)
    assert abs(moments[-1] - (1000 - 20) / 30) < 0.01
    assert within(moments, 30, 20)


def test_chats_that_fall_silent_and_come_back_in_crowds_are_still_counted() -> None:
    """So many that the pacer forgets some of them meanwhile."""
    crowd = [[0.0, 0.0, 0.0, 0.5, 0.0, 0.0] for _ in range(250)]
    moments = sent(crowd, Rates())
    assert all(within(each, 1.0, 3) for each in moments)


@given(st.integers(1, 6), st.floats(0.5, 4.0))
def test_replies_go_as_if_no_broadcast_were_under_way(repliers: int, begins: float) -> None:
    broadcast, replies = [[0.0]] * 150, [[begins]] * repliers
    kinds = [Priority.REMINDER] * len(broadcast) + [Priority.REPLY] * repliers
    moments = sent([*broadcast, *replies], Rates(), kinds)
    waited = [each[0] - begins for each in moments[len(broadcast) :]]
    assert max(waited) <= repliers / 30 + SLACK
    together = sorted(moment for each in moments for moment in each)
    assert within(together, 30, 20)


@given(st.integers(1, 5))
def test_no_more_are_on_the_way_than_the_channel_is_asked_at_once(most: int) -> None:
    on_the_way = highest = 0
    unpaced = Rates(per_second=1e6, burst=1000, chat_per_second=1e6, chat_burst=1000, on_the_way=most)

    async def send(pacer: Pacer, number: int) -> None:
        nonlocal on_the_way, highest
        async with pacer.going(Chat("telegram", str(number)), Priority.REPLY):
            on_the_way += 1
            highest = max(highest, on_the_way)
            await asyncio.sleep(0.1)
            on_the_way -= 1

    async def play() -> None:
        pacer = Pacer(unpaced, asyncio.get_running_loop().time)
        serving = asyncio.create_task(pacer.run())
        await asyncio.gather(*(send(pacer, number) for number in range(20)))
        serving.cancel()

    with asyncio.Runner(loop_factory=PlayedLoop) as runner:
        runner.run(play())
    assert highest == most
