"""What a turn cannot deal with is kept, and taken anew once it can be."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest

import bot.inbound.dialogue_runner
from bot.inbound.unreadable import unread
from bot.wiring.replay import AlreadyReplayed, StillUnread, replay
from conversations.chat.events import Event, Typed
from conversations.chat.session import Session
from conversations.chat.step import Talk
from conversations.dialogue import converse
from reporting.people.chat import Chat
from reporting.people.person import Person
from storage.turns.dead_letters import UNREAD, DeadLetter
from tests.contracts.bot.test_turn_loop import BEGIN, FAILED
from tests.support.office_turns import OfficeTurns, in_order, incoming
from tests.support.recorded_metrics import RecordedMetrics
from tests.support.small_office import CHATS, HOA, MINH, NAM_TUAN, NOW, SmallOffice
from tests.unit.bot.channels.telegram.test_channel import message


def stumbling(session: Session, person: Person | None, event: Event, now: datetime) -> Talk:
    """Converse, but fail on one figure."""
    if event == Typed("431"):
        raise LookupError(f"cannot deal with {event}")
    return (yield from converse(session, person, event, now))


@pytest.fixture
async def turns(office: SmallOffice) -> OfficeTurns:
    await office.join(HOA, MINH)
    turns = OfficeTurns(office=office)
    for name in (HOA, MINH):
        await turns.take(*in_order(CHATS[name], BEGIN))
    return turns


@pytest.fixture
def mend(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Have dialogues stumble until they are mended."""
    monkeypatch.setattr(bot.inbound.dialogue_runner, "converse", stumbling)
    return lambda: monkeypatch.setattr(bot.inbound.dialogue_runner, "converse", converse)


@pytest.mark.usefixtures("mend")
async def test_a_failed_step_is_kept_with_its_event_and_trace(turns: OfficeTurns) -> None:
    turns.metrics = counted = RecordedMetrics()
    await turns.take(
        incoming("telegram:8", CHATS[MINH], Typed("427")), incoming("telegram:9", CHATS[HOA], Typed("431"))
    )
    (kept,) = await turns.dead_letters.waiting()
    assert (kept.letter.key, kept.letter.chat, kept.at) == ("telegram:9", CHATS[HOA], NOW)
    assert kept.letter.event == Typed("431")
    assert "LookupError: cannot deal with" in kept.letter.trace
    assert "in stumbling" in kept.letter.trace
    assert counted.noted[-1] == ("step failed",)


async def test_a_failed_step_is_replayed_once_it_can_be_dealt_with(
    turns: OfficeTurns, mend: Callable[[], None]
) -> None:
    await turns.take(incoming("telegram:9", CHATS[HOA], Typed("431")))
    said, woken = await turns.said(CHATS[HOA]), turns.woken
    assert said[-1] == FAILED
    (kept,) = await turns.dead_letters.waiting()
    mend()
    await replay(kept, turns.loop())
    assert await turns.answers(NAM_TUAN.id) == [("pop_15_25", "431")]
    assert len(await turns.said(CHATS[HOA])) == len(said) + 1
    assert turns.woken == woken + 1
    assert await turns.dead_letters.waiting() == ()
    replayed = await turns.dead_letters.get(kept.id)
    assert replayed is not None
    with pytest.raises(AlreadyReplayed):
        await replay(replayed, turns.loop())
    await replay(kept, turns.loop())  # somebody else has just done it
    assert await turns.answers(NAM_TUAN.id) == [("pop_15_25", "431")]


@pytest.mark.usefixtures("mend")
async def test_what_fails_again_changes_nothing_and_waits_on(turns: OfficeTurns) -> None:
    await turns.take(incoming("telegram:9", CHATS[HOA], Typed("431")))
    said, session = await turns.said(CHATS[HOA]), await turns.session(CHATS[HOA])
    (kept,) = await turns.dead_letters.waiting()
    with pytest.raises(LookupError):
        await replay(kept, turns.loop())
    assert await turns.dead_letters.waiting() == (kept,)
    assert await turns.said(CHATS[HOA]) == said
    assert await turns.session(CHATS[HOA]) == session


@pytest.mark.usefixtures("mend")
async def test_a_repeated_update_makes_no_second_letter(turns: OfficeTurns) -> None:
    failing = incoming("telegram:9", CHATS[HOA], Typed("431"))
    await turns.take(failing)
    await turns.take(failing)
    assert len(await turns.dead_letters.waiting()) == 1


async def test_an_update_that_nobody_could_read_is_replayed_by_who_can(turns: OfficeTurns) -> None:
    update = {"update_id": 9, "message": message(text="431")}  # in Minh's chat
    unread = DeadLetter.of_update("telegram:7700:9", "telegram", update, KeyError("chat"))
    await turns.take(unread, incoming("telegram:8", CHATS[MINH], Typed("427")))
    (kept,) = await turns.dead_letters.waiting()
    assert json.loads(kept.letter.content) == update
    said = await turns.said(CHATS[MINH])
    await replay(kept, turns.loop())
    assert await turns.dead_letters.waiting() == ()
    assert len(await turns.said(CHATS[MINH])) == len(said) + 1


async def test_an_event_of_zalo_that_nobody_could_read_is_replayed_by_who_can(turns: OfficeTurns) -> None:
    message_ = {"message_id": "m1", "chat": {"id": "a1", "chat_type": "PRIVATE"}, "text": "xin chào"}
    body = json.dumps({"event_name": "message.text.received", "message": message_}).encode()
    await turns.take(unread("zalo", body, ValueError()), unread("zalo", body, ValueError()))
    (kept,) = await turns.dead_letters.waiting()
    assert (kept.letter.kind, kept.letter.chat) == (UNREAD, Chat("zalo", ""))
    await replay(kept, turns.loop())
    assert await turns.dead_letters.waiting() == ()
    assert len(await turns.said(Chat("zalo", "a1"))) == 1


@pytest.mark.parametrize(
    "letter",
    [
        DeadLetter.of_update(
            "telegram:7700:9", "telegram", {"update_id": 9, "message": {"message_id": "?"}}, KeyError("chat")
        ),
        unread("telegram", b"\xff\x00{", ValueError("no JSON")),
        unread("zalo", b"[]", ValueError("no object")),
        unread("zalo", b'{"events": []}', ValueError("no event")),
    ],
)
async def test_an_update_that_can_still_not_be_read_waits_on(turns: OfficeTurns, letter: DeadLetter) -> None:
    await turns.take(letter)
    (kept,) = await turns.dead_letters.waiting()
    assert kept.letter == letter
    with pytest.raises(StillUnread):
        await replay(kept, turns.loop())
    assert await turns.dead_letters.waiting() == (kept,)
