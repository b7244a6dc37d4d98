"""Whatever a channel brings, on every database: taken, or kept as a dead letter by its key; never the others' loss."""

import json
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

import bot.inbound.dialogue_runner
from bot.channels.channel import Arrived, Incoming
from bot.channels.telegram.updates import read_update
from bot.inbound.step_limit import StepTookTooLong
from bot.inbound.unended_steps import MOST_BEGINNINGS, NeverEnded, StepQuarantine
from bot.inbound.unreadable import unread
from conversations.chat.events import Attached, Event, InGroup, Pressed, Rewritten, Shared, Typed
from conversations.dialogue import converse
from reporting.people.chat import Chat
from storage.database.database import Database
from storage.turns.begun_steps import begun_steps
from tests.support.office_turns import OfficeTurns, incoming
from tests.support.small_office import CHATS, CODES, HOA, NAM_TUAN, SmallOffice

SEED, ROUNDS = int(os.environ.get("SOAK_SEED", "431")), int(os.environ.get("SOAK_ROUNDS", "1"))
ENDLESS = "9" * 5000
UNFIT = ("\0", "a\0b", "\ud800", "\udfff" * 3, ENDLESS, "", "\u202e", "x" * 3000)
NO_TEXT: tuple[Any, ...] = (None, 7, 1 << 70, -1.5, [], {}, ["\0"], True)


@pytest.fixture(autouse=True)
def _unlogged() -> Iterator[None]:
    """To draw a thousand tracebacks takes minutes."""
    with capture_logs():
        yield


@pytest.fixture
def turns(office: SmallOffice) -> OfficeTurns:
    return OfficeTurns(office=office)


def events(value: Any) -> list[Event | InGroup | Shared]:  # noqa: ANN401 -- what is no text is tried too
    chat = Chat("telegram", value)
    return [
        Typed(value),
        Pressed(action=value, press=value),
        Pressed(action="do.home", press=value, message=value, shown=value),
        Attached("document", value, value, 5, value),
        Rewritten(value),
        Shared(value),
        InGroup(group=chat, sender=chat, command="start", argument=value, press=value),
    ]


async def test_nothing_that_is_handed_over_ends_a_turn_or_harms_another(turns: OfficeTurns) -> None:
    await turns.office.join(HOA)
    values = (*UNFIT, *NO_TEXT)
    for place, value in enumerate(values):
        hostile = [
            Incoming(key=key, chat=Chat("telegram", address), event=event)
            for number, event in enumerate(events(value))
            for key, address in ((f"telegram:{place}:{number}", value), (f"{value}:{place}:{number}", "901"))
        ]
        good = incoming(f"good:{place}", CHATS[HOA], Typed("báo cáo"))
        await turns.take(*hostile[:5], good, *hostile[5:])
    assert len(await turns.said(CHATS[HOA])) == len(values)


BASE: dict[str, Any] = {
    "update_id": 1,
    "message": {
        "message_id": 5,
        "date": 1588064400,
        "from": {"id": 901, "is_bot": False, "first_name": "A"},
        "chat": {"id": 901, "type": "private", "first_name": "A"},
        "text": "431",
        "entities": [{"type": "bold", "offset": 0, "length": 3}],
    },
    "callback_query": {
        "id": "77",
        "from": {"id": 901, "is_bot": False, "first_name": "A"},
        "data": "do.home",
        "message": {"message_id": 5, "date": 1, "chat": {"id": 901, "type": "private"}, "text": "x"},
    },
    "edited_message": {"message_id": 5, "chat": {"id": 901, "type": "private"}, "text": "432"},
    "my_chat_member": {
        "chat": {"id": -5, "type": "group"},
        "from": {"id": 901},
        "new_chat_member": {"status": "left"},
    },
}
KINDS = ("message", "callback_query", "edited_message", "my_chat_member")
STRANGE: tuple[Any, ...] = (
    *UNFIT,
    *NO_TEXT,
    1 << 63,
    -(1 << 63),
    "group",
    "supergroup",
    "/start",
    {"id": "\0"},
)


def mutated(chance: random.Random) -> dict[str, Any]:
    """Return an update of Telegram's with some of its parts replaced, taken away or added."""
    kind = chance.choice(KINDS)
    update: dict[str, Any] = json.loads(
        json.dumps({"update_id": chance.randrange(1 << 31), kind: BASE[kind]})
    )
    for _ in range(chance.randint(1, 3)):
        part: Any = update
        while True:
            keys = list(part) if isinstance(part, dict) else list(range(len(part)))
            key = chance.choice(keys)
            if isinstance(part[key], dict | list) and part[key] and chance.random() < 0.8:
                part = part[key]
                continue
            part[key] = chance.choice(STRANGE)
            break
    return update


def read(update: dict[str, Any]) -> Arrived | None:
    try:
        return read_update(update, 431, "bot", str)
    except ValueError as failure:
        return unread("telegram", json.dumps(update).encode(), failure)


async def test_hostile_updates_are_taken_to_the_end_of_the_list(turns: OfficeTurns) -> None:
    chance, count = random.Random(SEED), 150 * ROUNDS  # noqa: S311 -- repeatable chance, no secret
    await turns.office.join(HOA)
    for number in range(count // 10):
        said = [read(mutated(chance)) for _ in range(10)]
        await turns.take(*(each for each in said if each is not None))
        await turns.take(incoming(f"good:{number}", CHATS[HOA], Typed("báo cáo")))
    assert len(await turns.said(CHATS[HOA])) == count // 10


def busy(session: Any, person: Any, event: Any, now: Any) -> Any:  # noqa: ANN401 -- the dialogue's own
    while event == Typed("bận"):
        pass
    return (yield from converse(session, person, event, now))


async def test_a_step_that_computes_without_end_is_given_up(
    turns: OfficeTurns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.inbound.dialogue_runner, "STEP_SECONDS", 0.05)
    monkeypatch.setattr(bot.inbound.dialogue_runner, "converse", busy)
    await turns.take(
        incoming("a", CHATS[HOA], Typed("bận")), incoming("b", Chat("telegram", "9"), Typed("?"))
    )
    (kept,) = await turns.dead_letters.waiting()
    assert kept.letter.failure == StepTookTooLong.__name__
    assert len(await turns.parcels()) == 2


async def test_what_was_begun_too_often_is_not_run_and_what_came_with_it_is(
    turns: OfficeTurns, url: str, database: Database
) -> None:
    joining = incoming("a", CHATS[HOA], Typed(CODES[HOA]))
    with begun_steps(url, database) as begun:
        assert await begun.begin(["a", "b"])
        for _ in range(MOST_BEGINNINGS - 1):
            await begun.begin_alone("b")
    with begun_steps(url, database) as begun:
        careful = StepQuarantine(turns.loop(), begun)
        await careful.take(
            [joining, incoming("b", CHATS[HOA], Typed("431")), incoming("c", CHATS[HOA], Typed("đồng ý"))]
        )
        (kept,) = await turns.dead_letters.waiting()
        assert (kept.letter.key, kept.letter.failure) == ("b", NeverEnded.__name__)
        assert len(await turns.said(CHATS[HOA])) == 3
        await careful.take(
            [incoming("d", CHATS[HOA], Typed("bắt đầu")), incoming("e", CHATS[HOA], Typed("431"))]
        )
    assert await turns.answers(NAM_TUAN.id) == [("pop_15_25", "431")]
