"""Polling Zalo: one event a turn, and when people are told that something may have been missed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.channels import token_trust
from bot.channels.channel import Arrived
from bot.channels.zalo.api import (
    ZaloApi,
    ZaloFailed,
    ZaloImpostor,
    ZaloRefused,
    ZaloTokenRefused,
    ZaloUnreached,
    ZaloUnreadable,
)
from bot.channels.zalo.polling import poll_zalo
from bot.channels.zalo.wire import ZaloUpdate, read_update
from conversations.chat.events import Typed
from storage.turns.dead_letters import DeadLetter
from tests.support.recorded_metrics import RecordedMetrics


class EndOfPlay(Exception):
    """Nothing more is played."""


def text(words: str) -> ZaloUpdate:
    chat = {"id": "a1", "chat_type": "PRIVATE"}
    return read_update(
        {"event_name": "message.text.received", "message": {"message_id": words, "chat": chat, "text": words}}
    )


NOTHING = None
Heard = ZaloUpdate | Exception | None


class PlayedApi(ZaloApi):
    """Polls that end one after the other as told."""

    def __init__(self, diary: "Diary", heard: Sequence[Heard]) -> None:
        self.diary = diary
        self.heard = [*heard, EndOfPlay()]

    async def get_update(self, wait: int) -> ZaloUpdate | None:
        self.diary.waits.append(wait)
        next_one = self.heard.pop(0)
        if isinstance(next_one, Exception):
            raise next_one
        return next_one


@dataclass
class Diary:
    """What polling did, by a time that passes only while it rests."""

    done: list[str] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    now: float = 0.0
    counted: RecordedMetrics = field(default_factory=RecordedMetrics)

    async def take(self, batch: Sequence[Arrived]) -> None:
        for each in batch:
            if isinstance(each, DeadLetter):
                self.done.append(each.content)
            else:
                assert isinstance(each.event, Typed)
                self.done.append(each.event.text)

    async def missed(self) -> None:
        self.done.append("[missed]")

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def play(self, *heard: Heard, ends: type[Exception] = EndOfPlay) -> list[str]:
        with pytest.raises(ends):
            await poll_zalo(
                PlayedApi(self, heard),
                "b",
                self.take,
                self.missed,
                timeout=30,
                sleep=self.sleep,
                seconds=lambda: self.now,
                metrics=self.counted,
            )
        return self.done


async def test_events_are_taken_one_by_one_and_an_empty_poll_is_none() -> None:
    assert await Diary().play(NOTHING, text("một"), NOTHING, text("hai")) == ["[missed]", "một", "hai"]


async def test_what_waits_at_the_start_is_taken_before_people_are_told() -> None:
    diary = Diary()
    assert await diary.play(text("một"), text("hai")) == ["một", "[missed]", "hai"]
    assert diary.waits[0] == 0


@pytest.mark.parametrize(
    ("failures", "told"),
    [
        ([ZaloUnreached("x", retry_after=3)], False),
        ([ZaloUnreached("x", retry_after=3)] * 4, True),
        ([ZaloFailed("x", retry_after=3)], True),
        ([ZaloImpostor(502)], True),
        ([ZaloRefused("a webhook is set")], True),
    ],
)
async def test_a_silence_in_which_something_may_be_lost_is_told(
    failures: list[Exception], *, told: bool
) -> None:
    assert await Diary().play(NOTHING, *failures, NOTHING, text("một")) == (
        ["[missed]", "[missed]", "một"] if told else ["[missed]", "một"]
    )


async def test_an_event_that_cannot_be_read_is_kept_and_people_are_told() -> None:
    heard = [NOTHING, ZaloUnreadable({"event": "new"}), text("một")]
    assert await Diary().play(*heard) == ["[missed]", '{"event": "new"}', "một", "[missed]"]


async def test_after_a_failure_a_short_poll_finds_out_whether_zalo_is_there() -> None:
    diary = Diary()
    await diary.play(NOTHING, NOTHING, ZaloFailed("x", retry_after=3), NOTHING)
    assert diary.waits == [0, 30, 30, 0, 30]


async def test_every_poll_is_counted() -> None:
    diary = Diary()
    await diary.play(NOTHING, ZaloUnreached("x", retry_after=3), text("một"))
    outcomes = ["heard", "failed", "heard"]
    assert diary.counted.noted == [("polled", "zalo", outcome) for outcome in outcomes]


async def test_a_token_that_is_refused_again_and_again_ends_it() -> None:
    refusals = [ZaloTokenRefused("401")] * (token_trust.MOST_REFUSALS - 1)
    assert await Diary().play(*refusals, text("một"), *refusals) == ["một", "[missed]"]
    assert await Diary().play(*refusals, ZaloTokenRefused("401"), ends=ZaloTokenRefused) == []
