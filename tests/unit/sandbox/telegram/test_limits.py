import pytest

from sandbox import TelegramLimits
from sandbox.telegram.errors import TooManyRequests
from sandbox.telegram.limits import FloodControl


class Seconds:
    def __init__(self) -> None:
        self.value = 0.0

    def __call__(self) -> float:
        return self.value


def test_a_chat_takes_a_small_burst_then_one_message_a_second() -> None:
    seconds = Seconds()
    flood = FloodControl(TelegramLimits(chat_burst=3), seconds)
    for _ in range(3):
        flood.admit(1)
    with pytest.raises(TooManyRequests) as refusal:
        flood.admit(1)
    assert refusal.value.retry_after == 1
    seconds.value = 1.0
    flood.admit(1)
    with pytest.raises(TooManyRequests):
        flood.admit(1)


def test_one_chat_does_not_spend_the_burst_of_another() -> None:
    flood = FloodControl(TelegramLimits(chat_burst=1), Seconds())
    flood.admit(1)
    flood.admit(2)


def test_30_messages_a_second_over_all_chats() -> None:
    seconds = Seconds()
    flood = FloodControl(TelegramLimits(), seconds)
    for chat in range(30):
        flood.admit(chat)
    with pytest.raises(TooManyRequests):
        flood.admit(31)
    seconds.value = 0.5
    for chat in range(100, 115):
        flood.admit(chat)
    with pytest.raises(TooManyRequests):
        flood.admit(200)


def test_a_refused_message_counts_for_nothing() -> None:
    seconds = Seconds()
    flood = FloodControl(TelegramLimits(chat_burst=1), seconds)
    flood.admit(1)
    for _ in range(10):
        with pytest.raises(TooManyRequests):
            flood.admit(1)
    seconds.value = 1.0
    flood.admit(1)


def test_without_limits_everything_goes() -> None:
    flood = FloodControl(None, Seconds())
    for _ in range(1000):
        flood.admit(1)
