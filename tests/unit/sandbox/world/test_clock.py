from datetime import UTC, datetime, timedelta

import pytest

from sandbox import ClockRunsForward, MovableClock, NaiveTime

START = datetime(2020, 4, 17, 1, 0, tzinfo=UTC)


class Seconds:
    """A monotonic clock that stands until it is told to go."""

    def __init__(self) -> None:
        self.value = 100.0

    def __call__(self) -> float:
        return self.value


def test_it_runs_on_from_where_it_was_put() -> None:
    seconds = Seconds()
    clock = MovableClock(START, monotonic=seconds)
    seconds.value += 90
    assert clock.now() == START + timedelta(seconds=90)


def test_a_frozen_clock_stands() -> None:
    seconds = Seconds()
    clock = MovableClock(START, frozen=True, monotonic=seconds)
    seconds.value += 90
    assert clock.now() == START


async def test_a_move_puts_it_and_it_runs_on_from_there() -> None:
    seconds = Seconds()
    clock = MovableClock(START, monotonic=seconds)
    seconds.value += 10
    await clock.move_to(START + timedelta(days=3))
    seconds.value += 5
    assert clock.now() == START + timedelta(days=3, seconds=5)


async def test_listeners_hear_of_a_move_in_order_with_the_clock_already_moved() -> None:
    clock = MovableClock(START, frozen=True)
    heard: list[tuple[str, datetime, datetime]] = []

    async def first(moment: datetime) -> None:
        heard.append(("first", moment, clock.now()))

    async def second(moment: datetime) -> None:
        heard.append(("second", moment, clock.now()))

    clock.on_move(first)
    clock.on_move(second)
    later = START + timedelta(hours=1)
    await clock.move_to(later)
    assert heard == [("first", later, later), ("second", later, later)]


async def test_it_does_not_run_backwards() -> None:
    clock = MovableClock(START, frozen=True)
    with pytest.raises(ClockRunsForward):
        await clock.move_to(START - timedelta(seconds=1))
    assert clock.now() == START


async def test_a_moment_without_a_zone_is_refused() -> None:
    clock = MovableClock(START, frozen=True)
    naive = START.replace(tzinfo=None) + timedelta(days=1)
    with pytest.raises(NaiveTime):
        await clock.move_to(naive)
    with pytest.raises(NaiveTime):
        MovableClock(naive)


async def test_it_keeps_the_zone_it_was_started_in() -> None:
    clock = MovableClock(START, frozen=True)
    await clock.move_to(datetime.fromisoformat("2020-04-18T08:00:00+07:00"))
    assert clock.now().isoformat() == "2020-04-18T01:00:00+00:00"
