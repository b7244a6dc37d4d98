"""Telling a channel something that may not be there yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs
from telegram.error import InvalidToken, NetworkError, RetryAfter

from bot.channels.zalo.api import ZaloTokenRefused, ZaloUnreached
from bot.wiring.startup import PAUSE, Registration
from tests.support.recorded_metrics import RecordedMetrics


@dataclass
class Channel:
    """A channel that fails as told, and then listens."""

    failures: Sequence[Exception]
    told: int = 0
    pauses: list[float] = field(default_factory=list)
    counted: RecordedMetrics = field(default_factory=RecordedMetrics)

    def introduction(self) -> Registration:
        return Registration(channel="telegram", tell=self.listen, metrics=self.counted, sleep=self.sleep)

    async def listen(self) -> None:
        self.told += 1
        if self.told <= len(self.failures):
            raise self.failures[self.told - 1]

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


async def test_what_is_told_at_once_is_not_told_again() -> None:
    channel = Channel([])
    introduction = channel.introduction()
    with capture_logs() as logs:
        await introduction.at_once()
        await introduction.until_reached()
    assert (channel.told, channel.pauses, logs) == (1, [], [])
    assert channel.counted.noted == [("reached", "telegram")]


async def test_a_channel_out_of_reach_is_tried_until_it_is_there_and_each_change_is_logged_once() -> None:
    failures = [NetworkError("a"), NetworkError("b"), ZaloUnreached("c", retry_after=3), RetryAfter(7)]
    channel = Channel(failures)
    introduction = channel.introduction()
    with capture_logs() as logs:
        await introduction.at_once()
        assert (channel.told, introduction.reached) == (1, False)
        await introduction.until_reached()
    assert channel.told == 5
    assert channel.pauses == [PAUSE, 3, 7]
    assert [each["event"] for each in logs] == ["channel.unreached", "channel.reached"]
    assert channel.counted.noted == [("unreached", "telegram"), ("reached", "telegram")]


@pytest.mark.parametrize("refusal", [InvalidToken(), ZaloTokenRefused("401")])
async def test_what_trying_again_cannot_cure_is_raised(refusal: Exception) -> None:
    with pytest.raises(type(refusal)):
        await Channel([refusal]).introduction().at_once()
    with pytest.raises(type(refusal)):
        await Channel([NetworkError("a"), refusal]).introduction().until_reached()
