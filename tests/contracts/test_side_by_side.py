"""Several workers on one PostgreSQL: what arrives is taken once, and nobody undoes what another has done."""

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.channels.channel import Incoming
from conversations.chat.effects import Record, Submit
from conversations.chat.events import Event, Opened, Typed
from conversations.chat.session import Asking, Session
from reminders.planner import Planner
from reporting.people.chat import Chat
from reporting.reports.report import Answer
from reporting.rounds.working_days import WorkingCalendar
from storage.database import schema as t
from storage.database.database import open_database
from storage.queries.reminders import StoredWatch
from storage.requested_change import RequestedChange
from storage.rounds.forms import FormShelf
from tests.properties.test_turn import KEPT
from tests.support.office_turns import OfficeTurns, in_order, incoming
from tests.support.small_office import (
    CHATS,
    CODES,
    HOA,
    MINH,
    NAM_TUAN,
    NOW,
    POP,
    SON,
    THU,
    ZONE,
    SmallOffice,
    set_up,
)
from tests.support.timeouts import LONGEST
from texts import catalogue

WORKERS = 3
BEGIN = (Typed("/start"), Typed("bắt đầu"))
USED = str(catalogue("vi")("join.used_code"))


@pytest.fixture
async def desks(postgres_url: str) -> AsyncIterator[list[OfficeTurns]]:
    """A small office and workers that know nothing of each other."""
    async with AsyncExitStack() as stack:
        databases = [await stack.enter_async_context(open_database(postgres_url)) for _ in range(WORKERS)]
        office = await set_up(databases[0])
        yield [
            OfficeTurns(office=replace(office, database=database, shelf=FormShelf()))
            for database in databases
        ]


async def test_an_update_given_to_every_worker_is_taken_by_one(desks: list[OfficeTurns]) -> None:
    await desks[0].office.join(HOA)
    await desks[0].take(*in_order(CHATS[HOA], BEGIN))
    for number in range(3):
        event = incoming(f"x:{number}", CHATS[HOA], Typed(str(431 - number)))
        await asyncio.gather(*(turns.take(event) for turns in desks))
    assert [value for _, value in await desks[0].answers(NAM_TUAN.id)] == ["431", "430", "429"]
    assert len(await desks[0].said(CHATS[HOA])) == 2 + 3


async def test_a_worker_that_waits_for_one_that_fails_takes_the_update_itself(
    desks: list[OfficeTurns],
) -> None:
    first, second, *_ = desks
    async with first.office.database.writing() as connection:
        await connection.execute(t.updates.insert().values(key="x:1", at=NOW))
        other = asyncio.create_task(second.take(incoming("x:1", CHATS[HOA], Typed("/start"))))
        await waiting(second, 1)
        await connection.rollback()
    await other
    assert len(await second.said(CHATS[HOA])) == 1


async def test_two_messages_of_one_chat_at_two_workers_are_taken_one_after_the_other(
    desks: list[OfficeTurns],
) -> None:
    await desks[0].office.join(HOA)
    await desks[0].take(*in_order(CHATS[HOA], BEGIN))
    before = await desks[0].session(CHATS[HOA])
    await asyncio.gather(
        *(turns.take(incoming(f"x:{place}", CHATS[HOA], Typed("431"))) for place, turns in enumerate(desks))
    )
    answers = await desks[0].answers(NAM_TUAN.id)
    assert [name for name, _ in answers] == ["pop_15_25", "literate_l1_15_25", "literate_l2_15_25"]
    assert (await desks[0].session(CHATS[HOA])).step == before.step + WORKERS


async def test_chats_never_seen_are_held_too(desks: list[OfficeTurns]) -> None:
    strangers = [Chat("telegram", str(number)) for number in range(900, 906)]

    async def write(turns: OfficeTurns, number: int) -> None:
        order = random.Random(number).sample(  # noqa: S311 -- a seeded test
            strangers, len(strangers)
        )
        await turns.take(*(incoming(f"{chat.address}:{number}", chat, Opened("nothing")) for chat in order))

    await asyncio.gather(*(write(turns, number) for number, turns in enumerate(desks)))
    for chat in strangers:
        assert len((await desks[0].session(chat)).wrong_codes) == WORKERS


async def test_of_two_chats_that_redeem_one_code_at_once_one_joins(desks: list[OfficeTurns]) -> None:
    chats = (CHATS[HOA], CHATS[SON])
    for turns, chat in zip(desks, chats, strict=False):
        await turns.take(*in_order(chat, (Opened(CODES[HOA]),)))
    await asyncio.gather(
        *(
            turns.take(*in_order(chat, (Typed("đồng ý"),), first=2))
            for turns, chat in zip(desks, chats, strict=False)
        )
    )
    last = [(await desks[0].said(chat))[-1] for chat in chats]
    assert sorted(said.startswith(USED) for said in last) == [False, True]
    async with desks[0].office.database.reading() as connection:
        (account,) = (await connection.execute(select(t.accounts))).all()
    assert account.person_id == desks[0].office.people[HOA]
    assert last[chats.index(Chat(account.channel, account.address))].startswith(USED) is False


async def test_submissions_of_one_report_count_what_was_there_and_number_on(desks: list[OfficeTurns]) -> None:
    office = desks[0].office
    report_id = office.this_year[NAM_TUAN.id]

    async def submit(turns: OfficeTurns, name: str, value: int) -> None:
        effects = (Record(report_id, {POP: Answer(str(value))}), Submit(report_id, on_time=True))
        async with turns.office.turn() as turn:
            await turn.visitors([CHATS[name]])
            deeds = [
                RequestedChange(chat=CHATS[name], person_id=office.people[name], effect=each)
                for each in effects
            ]
            await turn.write([], deeds, [])

    names = (HOA, MINH, SON)
    for value in range(5):
        await asyncio.gather(*(submit(turns, name, value) for turns, name in zip(desks, names, strict=True)))
    async with office.database.reading() as connection:
        submissions = (await connection.execute(select(t.submissions).order_by(t.submissions.c.number))).all()
        answers = (await connection.execute(select(t.answers).order_by(t.answers.c.id))).all()
    ours = [row for row in submissions if row.report_id == report_id]
    assert [row.number for row in ours] == list(range(1, 16))
    mine = [(row.id, row.person_id) for row in answers if row.report_id == report_id]
    assert [(row.last_answer_id, row.person_id) for row in ours] == mine


async def test_a_report_under_way_in_another_turn_is_waited_for_before_it_is_read(
    desks: list[OfficeTurns],
) -> None:
    first, second, *_ = desks
    report_id = first.office.this_year[NAM_TUAN.id]
    both = Session(place=Asking(report_id=report_id, path=POP))
    async with first.office.turn() as turn:
        await turn.write([(CHATS[HOA], both), (CHATS[MINH], both)], [], [])

    async def come(turns: OfficeTurns, chat: Chat) -> None:
        async with turns.office.turn() as turn:
            await turn.visitors([chat])

    async with first.office.turn() as turn:
        await turn.visitors([CHATS[HOA]])
        other = asyncio.create_task(come(second, CHATS[MINH]))
        await waiting(first, 1)
        assert not other.done()
    await other


async def test_planners_side_by_side_plan_what_one_alone_would(desks: list[OfficeTurns]) -> None:
    await desks[0].office.join(HOA, MINH, SON, THU)
    moments = [datetime(2020, 5, day, 8, tzinfo=ZONE) for day in (4, 7, 8, 11, 12)]

    async def keys(*planning: Coroutine[None, None, None]) -> list[str]:
        await asyncio.gather(*planning)
        async with desks[0].office.database.reading() as connection:
            rows = await connection.execute(select(t.outbox.c.key).order_by(t.outbox.c.key))
            return [row.key for row in rows]

    planners = [Planner(StoredWatch(turns.office.database, ZONE), WorkingCalendar(), ZONE) for turns in desks]
    together = await keys(*(planner.plan(moment) for moment in moments for planner in planners))
    assert len(together) > len(moments)
    assert await keys(planners[0].plan(moments[-1])) == together


async def waiting(turns: OfficeTurns, number: int) -> None:
    """Return when so many transactions wait for another's locks."""
    count = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(LONGEST), turns.office.database.reading() as connection:
        while (await connection.execute(count)).scalar_one() < number:
            await connection.rollback()


SAID: Sequence[Event] = [
    Typed(said)
    for said in ("431", "427/431", "1,234", "không có", "dừng", "tiếp tục", "xem lại", "bắt đầu", "đúng", "?")
]


@pytest.mark.parametrize("seed", range(3))
async def test_workers_side_by_side_do_what_one_alone_would(
    desks: list[OfficeTurns], tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 -- a seeded test
    stretches = [
        in_order(
            CHATS[name],
            [Opened(CODES[name]), Typed("đồng ý"), *(chance.choice(SAID) for _ in range(20))],
        )
        for name in (HOA, MINH, SON)
    ]

    async def live(events: Sequence[Incoming]) -> None:
        """Give a chat's events to the workers in order, each to one or two of them at the same time."""
        for event in events:
            await asyncio.gather(
                *(turns.take(event) for turns in chance.sample(desks, chance.choice((1, 2))))
            )

    await asyncio.gather(*(live(events) for events in stretches))
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'alone.sqlite'}") as database:
        alone = OfficeTurns(office=await set_up(database))
        for events in stretches:
            await alone.take(*events)
        assert await kept(desks[0].office) == await kept(alone.office)


async def kept(office: SmallOffice) -> dict[str, Any]:
    """Return what an office's database holds, but for the order in which different chats were written."""
    async with office.database.reading() as connection:
        return {
            table.name: [
                tuple(row)[skipped:] for row in await connection.execute(select(table).order_by(*order))
            ]
            for table, order, skipped in KEPT
        }
