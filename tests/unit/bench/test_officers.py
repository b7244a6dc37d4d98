import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from bench.officers import FIRST_OFFICER, Lost, Officers, Tally
from bench.questions import DONE, LABELS, answer, question
from sandbox import MovableClock, PhoneOwner, Sandbox
from sandbox.telegram.network import Network

TOKEN = "1:bench"  # noqa: S105 -- opens nothing but this sandbox
OFFICERS = 3

Reply = Callable[[int, str], str | None]
"""How a program replies: how many texts it had of an officer before this one, and the text."""


@asynccontextmanager
async def replying(network: Network, reply: Reply) -> AsyncIterator[None]:
    """Let a program without any HTTP answer what the officers type."""
    heard: dict[int, int] = {}

    async def reply_to_all() -> None:
        offset = 0
        while True:
            for update in await network.updates.fetch(offset=offset, limit=100, wait=50):
                offset = update["update_id"] + 1
                person, text = update["message"]["chat"]["id"], update["message"]["text"]
                heard[person] = heard.get(person, -1) + 1
                said = reply(heard[person], text)
                if said is not None:
                    network.post(network.chats[person], {"text": said}, from_bot=True)

    working = asyncio.create_task(reply_to_all())
    try:
        yield
    finally:
        working.cancel()


def new_sandbox() -> Sandbox:
    people = [
        PhoneOwner(id=FIRST_OFFICER + number, first_name="Hoa", role_title="") for number in range(OFFICERS)
    ]
    clock = MovableClock(datetime.fromisoformat("2020-04-17T08:00:00+07:00"), frozen=True)
    return Sandbox(people, bot_username="bench_bot", token=TOKEN, clock=clock)


def right(before: int, _: str) -> str:
    return question(before) if before < len(LABELS) else DONE


async def work(reply: Reply, answers: int, seconds: float = 60) -> tuple[Sandbox, Tally]:
    sandbox = new_sandbox()
    officers = Officers(sandbox, OFFICERS, "/start")
    async with replying(sandbox.phone(FIRST_OFFICER).network, reply):
        await officers.begin()
        return sandbox, await officers.answer(answers, seconds)


async def test_everybody_answers_every_question_once() -> None:
    sandbox, tally = await work(right, len(LABELS))
    assert len(tally.replies) == OFFICERS * len(LABELS)
    typed = [
        message["text"] for message in sandbox.history(FIRST_OFFICER + 1) if not message["from"]["is_bot"]
    ]
    assert typed == ["/start", *(answer(1, number) for number in range(len(LABELS)))]


async def test_they_stop_after_the_answers_asked_for() -> None:
    _, tally = await work(right, 2)
    assert len(tally.replies) == OFFICERS * 2


async def test_a_program_that_skips_a_question_is_found_out() -> None:
    with pytest.raises(Lost, match="not question 4/12"):
        await work(lambda before, text: right(before + (before == 3), text), len(LABELS))


async def test_replies_that_never_come_count_with_the_time_they_were_waited_for() -> None:
    _, tally = await work(lambda before, text: right(before, text) if before < 2 else None, 5, seconds=0)
    assert len(tally.replies) + len(tally.unanswered) >= OFFICERS
    assert tally.unanswered


def test_quantiles_take_in_what_was_not_answered() -> None:
    tally = Tally(begun=0.0, ended=2.0, replies=[0.1] * 98, unanswered=[5.0, 5.0])
    assert tally.per_second == 49
    assert tally.quantile(0.50) == 0.1
    assert tally.quantile(0.99) == 5.0
