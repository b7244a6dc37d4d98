"""The broadcast, tried on a few people."""

from bench.fanout import Broadcast, measure
from sandbox import TelegramLimits


async def test_everybody_is_reminded_and_nothing_is_refused() -> None:
    seen, cost, refused = await measure(5, TelegramLimits())
    assert len(seen.reminders) == 5
    assert refused == 0
    assert "CPU-s" in cost


def test_the_share_is_that_of_all_messages_after_the_first_burst() -> None:
    limits = TelegramLimits(per_second=10, burst=2)
    seen = Broadcast(reminders=[2.0], messages=[0.0, 0.0, *(0.1 * number for number in range(21)), 9.0])
    assert round(seen.share(limits), 3) == 1


def test_a_slower_broadcast_has_a_smaller_share() -> None:
    limits = TelegramLimits(per_second=10, burst=2)
    seen = Broadcast(reminders=[4.0], messages=[0.0, 0.0, *(0.2 * number for number in range(21))])
    assert round(seen.share(limits), 3) == 0.5
