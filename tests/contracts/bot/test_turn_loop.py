"""The turn: what one batch leads to is kept together, and no event spoils another's."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import bot.inbound.dialogue_runner
from conversations.chat.events import Event, Opened, Pressed, Typed
from conversations.chat.orders import Acknowledge, Priority, Say, SendDigest, SendReminder
from conversations.chat.session import Asking, Nowhere, Session
from conversations.chat.step import Talk
from conversations.dialogue import converse
from reporting.people.person import Person
from reporting.queries.query import Query
from tests.support.office_turns import CountedDatabase, FullDisk, OfficeTurns, in_order, incoming
from tests.support.recorded_metrics import RecordedMetrics
from tests.support.small_office import (
    BE_TRIEU,
    CHATS,
    CODES,
    HOA,
    HOA_AN,
    MINH,
    NAM_TUAN,
    NOW,
    SON,
    THU,
    ZONE,
    SmallOffice,
)
from texts import catalogue

FAILED = str(catalogue("vi")("chat.failed"))
USED = str(catalogue("vi")("join.used_code"))
BEGIN = (Typed("/start"), Typed("bắt đầu"))


@pytest.fixture
def turns(office: SmallOffice) -> OfficeTurns:
    return OfficeTurns(office=office)


async def test_a_whole_conversation_in_one_batch_is_answered_in_order(turns: OfficeTurns) -> None:
    events = (Opened(CODES[HOA]), Typed("đồng ý"), Typed("bắt đầu"), Typed("431"), Typed("427"))
    await turns.take(*in_order(CHATS[HOA], events))
    assert await turns.answers(NAM_TUAN.id) == [("pop_15_25", "431"), ("literate_l1_15_25", "427")]
    said = await turns.said(CHATS[HOA])
    assert len(said) == 5
    assert "Đồng ý, bắt đầu" not in said[1]
    assert "427/431 = 99,07\u00a0%" in said[-1]


async def test_a_batch_of_many_chats_is_one_transaction(turns: OfficeTurns) -> None:
    await turns.office.join(HOA, MINH, SON)
    turns.database = counted = CountedDatabase(turns.office.database)
    first = [event for name in (HOA, MINH, SON) for event in in_order(CHATS[name], BEGIN)]
    await turns.take(*first)
    assert counted.transactions == 1
    assert turns.woken == 1
    for name in (HOA, MINH, SON):
        assert isinstance((await turns.session(CHATS[name])).place, Asking)


async def test_an_empty_batch_is_no_turn(turns: OfficeTurns) -> None:
    turns.database = counted = CountedDatabase(turns.office.database)
    await turns.take()
    assert (counted.transactions, turns.woken) == (0, 0)


async def test_an_event_that_comes_again_is_taken_once(turns: OfficeTurns) -> None:
    await turns.office.join(HOA)
    begin, start, answer = in_order(CHATS[HOA], (*BEGIN, Typed("431")))
    await turns.take(begin, start)
    await turns.take(start, answer, answer)
    await turns.take(answer)
    assert await turns.answers(NAM_TUAN.id) == [("pop_15_25", "431")]
    assert len(await turns.said(CHATS[HOA])) == 3


async def test_replies_have_the_same_keys_whenever_the_same_event_is_taken(turns: OfficeTurns) -> None:
    await turns.office.join(THU)
    pressed = Pressed(action="do.rounds", press="4711")
    await turns.take(incoming("telegram:1", CHATS[THU], pressed))
    acknowledged, answered = await turns.parcels()
    assert (acknowledged.key, acknowledged.delivery) == ("reply:telegram:1:0", Acknowledge(press="4711"))
    assert (answered.key, type(answered.delivery)) == ("reply:telegram:1:1", Say)


async def test_what_was_ordered_goes_after_replies_and_before_reminders(turns: OfficeTurns) -> None:
    await turns.office.join(THU)
    round_id = 2
    await turns.take(
        incoming("telegram:1", CHATS[THU], Pressed(action=f"do.digest.{round_id}.{HOA_AN.id}", press="4711"))
    )
    acknowledged, ordered = await turns.parcels()
    assert (acknowledged.priority, acknowledged.delivery) == (Priority.REPLY, Acknowledge(press="4711"))
    digest = SendDigest(person_id=turns.office.people[THU], round_id=round_id, unit_id=HOA_AN.id)
    assert (ordered.priority, ordered.delivery, ordered.due_at) == (Priority.ORDERED, digest, NOW)


async def test_a_turn_is_measured_from_the_arrival_of_what_waited_for_it(turns: OfficeTurns) -> None:
    turns.metrics = counted = RecordedMetrics()
    earlier = replace(
        incoming("telegram:1", CHATS[HOA], Typed("?")), arrived_at=NOW - timedelta(milliseconds=250)
    )
    await turns.take(earlier, incoming("telegram:2", CHATS[MINH], Typed("?")))
    assert counted.noted == [("turn taken", 2, 0.0), ("step taken", 0.25), ("step taken", 0.0)]
    assert {parcel.chat: parcel.due_at for parcel in await turns.parcels()} == {
        CHATS[HOA]: earlier.arrived_at,
        CHATS[MINH]: NOW,
    }


@pytest.mark.parametrize(
    ("asked_at", "sent_at"),
    [(NOW, NOW), (datetime(2020, 4, 20, 21, tzinfo=ZONE), datetime(2020, 4, 21, 7, tzinfo=ZONE))],
)
async def test_a_supervisors_reminder_keeps_to_the_quiet_hours_and_comes_once_a_day(
    turns: OfficeTurns, asked_at: datetime, sent_at: datetime
) -> None:
    office = turns.office
    await office.join(HOA, THU)
    for day in (0, 0, 1):
        turns.now = asked_at + timedelta(days=day)
        number = len(await turns.parcels())
        press = Pressed(action=f"do.remind.2.{HOA_AN.id}", press=str(number))
        await turns.take(incoming(f"telegram:{number}", CHATS[THU], press))
        await turns.take(incoming(f"telegram:{number} yes", CHATS[THU], Typed("đúng")))
    nudges = [parcel for parcel in await turns.parcels() if parcel.chat == CHATS[HOA]]
    assert [(parcel.priority, parcel.due_at) for parcel in nudges] == [
        (Priority.REMINDER, sent_at),
        (Priority.REMINDER, sent_at + timedelta(days=1)),
    ]
    reminder = SendReminder(person_id=office.people[HOA], report_ids=(office.this_year[NAM_TUAN.id],))
    assert {parcel.delivery.model_dump_json() for parcel in nudges} == {reminder.model_dump_json()}


async def test_two_chats_that_redeem_one_code_at_once_are_told_apart(turns: OfficeTurns) -> None:
    first, second = CHATS[HOA], CHATS[SON]
    await turns.take(*in_order(first, (Opened(CODES[HOA]),)), *in_order(second, (Opened(CODES[HOA]),)))
    await turns.take(
        *in_order(first, (Typed("đồng ý"),), first=2), *in_order(second, (Typed("đồng ý"),), first=2)
    )
    assert USED not in (await turns.said(first))[-1]
    assert (await turns.said(second))[-1].startswith(USED)
    assert (await turns.session(second)).place == Nowhere()
    async with turns.office.turn() as turn:
        assert await turn.chats_of([turns.office.people[HOA]]) == {turns.office.people[HOA]: first}


# ---- what goes wrong ----


class Stumbling:
    """Dialogues that fail on one word: at once, or by asking for what nobody can answer."""

    def __call__(self, session: Session, person: Person | None, event: Event, now: datetime) -> Talk:
        if event == Typed("stumble"):
            raise RuntimeError("the dialogue does not know this word")
        if event == Typed("ask nonsense"):
            yield Query[None]()
        return (yield from converse(session, person, event, now))


@pytest.fixture
def stumbling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.inbound.dialogue_runner, "converse", Stumbling())


@pytest.mark.usefixtures("stumbling")
@pytest.mark.parametrize("word", ["stumble", "ask nonsense"])
async def test_a_step_that_fails_is_told_so_and_spares_the_others(turns: OfficeTurns, word: str) -> None:
    await turns.office.join(HOA, MINH)
    await turns.take(*in_order(CHATS[HOA], BEGIN), *in_order(CHATS[MINH], BEGIN))
    before = await turns.session(CHATS[HOA])
    await turns.take(
        incoming("x:1", CHATS[HOA], Typed(word)),
        incoming("x:2", CHATS[MINH], Typed("431")),
        incoming("x:3", CHATS[HOA], Typed("431")),
    )
    assert (await turns.said(CHATS[HOA]))[-2] == FAILED
    assert before.step < (await turns.session(CHATS[HOA])).step
    assert await turns.answers(NAM_TUAN.id) == [("pop_15_25", "431")]
    assert await turns.answers(BE_TRIEU.id) == [("pop_15_25", "431")]
    assert FAILED not in await turns.said(CHATS[MINH])


@pytest.mark.usefixtures("stumbling")
async def test_a_step_that_fails_leaves_the_session_as_it_was(turns: OfficeTurns) -> None:
    await turns.office.join(HOA)
    await turns.take(*in_order(CHATS[HOA], BEGIN))
    before = await turns.session(CHATS[HOA])
    await turns.take(incoming("x:1", CHATS[HOA], Typed("stumble")))
    assert await turns.session(CHATS[HOA]) == before


async def test_an_event_that_the_database_refuses_is_told_so_and_spares_the_others(
    turns: OfficeTurns,
) -> None:
    await turns.office.join(HOA, MINH)
    await turns.take(*in_order(CHATS[HOA], BEGIN), *in_order(CHATS[MINH], BEGIN))
    async with turns.office.database.writing() as connection:
        await connection.execute(
            text(
                "CREATE TRIGGER refuse BEFORE INSERT ON answers WHEN NEW.value = '433' "
                "BEGIN SELECT RAISE(ABORT, 'an unlucky number'); END"
            )
        )
    await turns.take(
        incoming("x:1", CHATS[HOA], Typed("433")),
        incoming("x:2", CHATS[MINH], Typed("431")),
        incoming("x:3", CHATS[HOA], Typed("431")),
    )
    assert (await turns.said(CHATS[HOA]))[-2] == FAILED
    assert await turns.answers(NAM_TUAN.id) == [("pop_15_25", "431")]
    assert await turns.answers(BE_TRIEU.id) == [("pop_15_25", "431")]


async def test_text_that_no_database_can_hold_is_told_so(turns: OfficeTurns) -> None:
    await turns.take(incoming("x:1", CHATS[HOA], Opened("invitation-\ud800")))
    assert await turns.said(CHATS[HOA]) == [FAILED]
    (kept,) = await turns.dead_letters.waiting()
    assert json.loads(kept.letter.content) == {"code": "invitation-\ud800"}


async def test_a_transaction_that_cannot_be_kept_leaves_nothing_and_is_not_confirmed(
    turns: OfficeTurns,
) -> None:
    await turns.office.join(HOA)
    turns.database = disk = FullDisk(turns.office.database)
    events = in_order(CHATS[HOA], (*BEGIN, Typed("431")))
    with pytest.raises(OperationalError, match="disk is full"):
        await turns.take(*events)
    assert await turns.parcels() == []
    assert await turns.answers(NAM_TUAN.id) == []
    assert await turns.session(CHATS[HOA]) == Session()
    assert turns.woken == 0
    disk.full = False
    await turns.take(*events)
    assert await turns.answers(NAM_TUAN.id) == [("pop_15_25", "431")]
    assert len(await turns.parcels()) == 3


async def test_strangers_are_answered_after_those_who_joined_or_bring_a_good_code(turns: OfficeTurns) -> None:
    await turns.office.join(MINH)
    await turns.take(
        incoming("1", CHATS[HOA], Typed("xin chào")),
        incoming("2", CHATS[MINH], Typed("xin chào")),
        incoming("3", CHATS[SON], Typed("xin chào")),
    )
    await turns.take(incoming("4", CHATS[HOA], Opened(CODES[HOA])))
    await turns.take(incoming("5", CHATS[HOA], Typed("đồng ý")))
    await turns.take(incoming("6", CHATS[SON], Opened("wrong-code-0000")))
    priorities = {parcel.key: parcel.priority for parcel in await turns.parcels()}
    assert {key.split(":")[1]: priority for key, priority in priorities.items()} == {
        "1": Priority.REPLY,  # to whom the code has since shown as expected: nothing overtakes
        "2": Priority.REPLY,
        "3": Priority.STRANGER,
        "4": Priority.REPLY,
        "5": Priority.REPLY,
        "6": Priority.STRANGER,
    }
