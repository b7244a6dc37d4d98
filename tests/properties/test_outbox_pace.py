"""The pace of delivery: never faster than a channel takes it, whoever sends when, and never slower than needed."""

import heapq
from collections.abc import Awaitable, Coroutine, Generator, Sequence
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Pacer, Rates
from conversations.chats import Chat

SLACK = 1e-6  # of a message: the sums of a day of fractions of seconds


class Pause:
    """A pause that whoever plays the time sees: `await` it and the seconds come out."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __await__(self) -> Generator[float, None, None]:
        yield self._seconds


class PlayedTime:
    """Time in which many go on side by side, each as soon as their pauses are over."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> Awaitable[None]:
        return Pause(seconds)

    def play(self, works: Sequence[Coroutine[float, None, None]]) -> None:
        turns = count()
        waiting = [(0.0, next(turns), work) for work in works]
        while waiting:
            self.seconds, _, work = heapq.heappop(waiting)
            try:
                pause = work.send(None)
            except StopIteration:
                continue
            heapq.heappush(waiting, (self.seconds + max(0.0, pause), next(turns), work))


def within(moments: Sequence[float], rate: float, burst: int) -> bool:
    """Tell whether in no stretch of time more went than the burst and what its length allows."""
    return all(
        last - first + 1 <= burst + rate * (moments[last] - moments[first]) + SLACK
        for first in range(len(moments))
        for last in range(first, len(moments))
    )


def sent(plan: Sequence[Sequence[float]], rates: Rates) -> list[list[float]]:
    """Return when each chat's messages go; a chat's plan are the pauses its sender makes before each."""
    time = PlayedTime()
    pacer = Pacer(rates, time.now, time.sleep)
    moments: list[list[float]] = [[] for _ in plan]

    async def send(number: int) -> None:
        for pause in plan[number]:
            await time.sleep(pause)
            await pacer.wait(Chat("telegram", str(number)))
            moments[number].append(time.now())

    time.play([send(number) for number in range(len(plan))])
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
