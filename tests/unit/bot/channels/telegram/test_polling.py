"""Long polling: nothing is confirmed before it was taken, and no failure of the network ends it."""

import asyncio
from collections.abc import Sequence

import pytest
from telegram.error import InvalidToken, NetworkError, TimedOut

from bot.channels import token_trust
from bot.channels.channel import Arrived
from bot.channels.telegram.polling import CONFLICT_PAUSE, PAUSE, poll
from conversations.chat.events import Typed
from storage.turns.dead_letters import DeadLetter
from tests.support.recorded_metrics import RecordedMetrics
from tests.support.telegram_request import Answer, PlayedRequest, bot_on, refused, updates
from tests.unit.bot.channels.telegram.test_channel import GROUP, message


class Enough(Exception):
    """The taker has seen what the test is about."""


class Taker:
    """Takes batches until it has had enough of them."""

    def __init__(self, enough: int) -> None:
        self._enough = enough
        self.batches: list[list[str]] = []

    async def take(self, batch: Sequence[Arrived]) -> None:
        self.batches.append([said_in(each) for each in batch])
        if len(self.batches) == self._enough:
            raise Enough


def said_in(arrived: Arrived) -> str:
    """Return the text of a message; of an update that nobody could read what it is kept as."""
    if isinstance(arrived, DeadLetter):
        return f"{arrived.kind} {arrived.key}"
    assert isinstance(arrived.event, Typed)
    return arrived.event.text


class Pauses:
    """Pauses that take no time, noted."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


async def polled(request: PlayedRequest, taker: Taker) -> Pauses:
    pauses = Pauses()
    async with bot_on(request) as bot:
        with pytest.raises(Enough):
            await poll(bot, taker.take, timeout=30, sleep=pauses)
    return pauses


def offsets(request: PlayedRequest) -> list[int | None]:
    return [parameters.get("offset") for _, parameters in request.asked]


def said(*texts: str, first_id: int = 1) -> Answer:
    return updates(*({"message": message(text=text)} for text in texts), first_id=first_id)


async def test_the_offset_moves_on_only_after_a_batch_was_taken() -> None:
    request, taker = PlayedRequest(said("1", "2", first_id=7), updates(), said("3", first_id=9)), Taker(3)
    await polled(request, taker)
    assert taker.batches == [["1", "2"], [], ["3"]]
    assert offsets(request) == [None, 9, 9]


async def test_what_was_not_taken_to_its_end_is_not_confirmed() -> None:
    request = PlayedRequest(said("1", first_id=7), updates())
    await polled(request, Taker(1))
    await polled(request, Taker(1))
    assert offsets(request) == [None, None]


async def test_what_is_not_for_us_is_confirmed_all_the_same() -> None:
    request = PlayedRequest(updates({"message": message(GROUP, text="1")}, first_id=7), updates())
    taker = Taker(2)
    await polled(request, taker)
    assert taker.batches == [[], []]
    assert offsets(request) == [None, 8]


@pytest.mark.parametrize(
    ("failure", "pause"),
    [
        (NetworkError("no network"), PAUSE),
        (TimedOut(), PAUSE),
        (refused(502, "Bad Gateway"), PAUSE),
        (refused(429, "Too Many Requests: retry after 5", retry_after=5), PAUSE),
        (refused(409, "Conflict: terminated by other getUpdates request"), CONFLICT_PAUSE),
    ],
)
async def test_a_failed_poll_is_tried_again_after_a_pause(failure: Answer, pause: float) -> None:
    request, taker = PlayedRequest(said("1", first_id=7), failure, failure, said("2", first_id=8)), Taker(2)
    pauses = await polled(request, taker)
    assert taker.batches == [["1"], ["2"]]
    assert offsets(request) == [None, 8, 8, 8]
    assert pauses.seconds == [pause, pause]


async def test_each_poll_is_counted_by_how_it_ended() -> None:
    conflict = refused(409, "Conflict: terminated by other getUpdates request")
    request, counted = PlayedRequest(said("1"), conflict, TimedOut(), said("2")), RecordedMetrics()
    async with bot_on(request) as bot:
        with pytest.raises(Enough):
            await poll(bot, Taker(2).take, timeout=30, sleep=Pauses(), metrics=counted)
    outcomes = ["heard", "conflict", "failed", "heard"]
    assert counted.noted == [("polled", "telegram", outcome) for outcome in outcomes]


async def test_a_token_that_is_refused_again_and_again_ends_it() -> None:
    request, pauses = PlayedRequest(refused(401, "Unauthorized")), Pauses()
    async with bot_on(request) as bot:
        with pytest.raises(InvalidToken):
            await poll(bot, Taker(1).take, timeout=30, sleep=pauses)
    assert pauses.seconds == [token_trust.PAUSE] * (token_trust.MOST_REFUSALS - 1)


async def test_a_token_that_worked_is_not_given_up_at_one_answer() -> None:
    refusals = [refused(401, "Unauthorized")] * (token_trust.MOST_REFUSALS - 1)
    request, taker = PlayedRequest(*refusals, updates(), *refusals, said("1")), Taker(2)
    await polled(request, taker)
    assert taker.batches == [[], ["1"]]


async def test_it_asks_for_what_it_understands_and_waits_as_long_as_told() -> None:
    request = PlayedRequest(updates())
    await polled(request, Taker(1))
    ((method, parameters),) = request.asked
    assert method == "getUpdates"
    assert parameters["timeout"] == 30
    assert list(parameters["allowed_updates"]) == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]


async def test_an_update_that_nobody_can_read_keeps_no_other_from_being_heard() -> None:
    of_next_year = {"message": {"message_id": "?", "chat": {"title": "neither an id nor a type"}}}
    batch = updates({"message": message(text="1")}, of_next_year, {"message": message(text="2")}, first_id=7)
    request, taker = PlayedRequest(batch, updates()), Taker(2)
    await polled(request, taker)
    assert taker.batches == [["1", "update telegram:7700:8", "2"], []]
    assert offsets(request) == [None, 10]
