"""Joining, answering and submitting while somebody else suspends, invites anew, erases or submits the same."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.channels.channel import Incoming
from conversations.chat.effects import Submit
from conversations.chat.events import Opened, Typed
from conversations.chat.session import Deciding, Recognised, Session
from conversations.joining.invitation_code import NOTICE
from reporting.decisions.decisions import ConfirmDeletion, InviteAgain, ProposeDeletion, Suspend
from reporting.people.chat import Chat
from reporting.people.invitation import hash_code
from reporting.people.phones import hash_phone
from reporting.people.role import RoleKind
from storage.database import schema as t
from storage.database.database import open_database
from storage.people.join import bind
from storage.people.people import add_person
from storage.privacy.erasure import ON_PAPER, erase_person
from storage.requested_change import RequestedChange
from storage.turns.decisions import carry_out
from storage.turns.turn import ConcurrentChange
from tests.contracts.test_at_once import desk_of
from tests.support.interleaving import HeldBack, waiting
from tests.support.office_turns import OfficeTurns, in_order, incoming
from tests.support.small_office import (
    CHATS,
    CODES,
    HOA,
    NAM_TUAN,
    NOW,
    OPENED,
    PROVINCE,
    THU,
    SmallOffice,
    set_up,
)
from texts import catalogue

VI = catalogue("vi")
NUMBER = hash_phone("0912345678", "a key")
SECOND_PHONE = Chat("zalo", "900")
AGREE = Typed("đồng ý")


async def erased(office: SmallOffice, name: str) -> None:
    """Erase somebody as an office does on paper: on the command line, while the bot is at work."""
    async with office.database.writing() as connection:
        await erase_person(connection, office.people[name], ON_PAPER, NOW)


async def traces(office: SmallOffice, *chats: Chat) -> dict[str, int]:
    """Return the tables that know anything of these chats, or have accounts of who was erased."""
    addresses = [chat.address for chat in chats]
    found: dict[str, int] = {}
    async with office.database.reading() as connection:
        for table in (t.accounts, t.outbox, t.dead_letters):
            count = select(func.count()).where(table.c.address.in_(addresses))
            found[table.name] = (await connection.execute(count)).scalar_one()
    return found


@asynccontextmanager
async def workers(url: str) -> AsyncIterator[tuple[OfficeTurns, OfficeTurns]]:
    """Open an office with two workers on one server."""
    async with AsyncExitStack() as stack:
        databases = [await stack.enter_async_context(open_database(url)) for _ in range(2)]
        office = await set_up(databases[0])
        first, second = [desk_of(office, database) for database in databases]
        yield first, second


async def overlap(
    first: Callable[[HeldBack], Awaitable[None]], second: Callable[[], Awaitable[None]], office: SmallOffice
) -> None:
    """Have the first stop before its commit until the second waits for it."""
    held = HeldBack(office.database)

    async def begun() -> None:
        await first(held)

    async def following() -> None:
        await second()

    async with asyncio.TaskGroup() as both:
        both.create_task(begun())
        await held.written.wait()
        both.create_task(following())
        await waiting(office.database, 1)
        held.delete_expired.set()


def taking(turns: OfficeTurns, *events: Incoming) -> Callable[[HeldBack], Awaitable[None]]:
    """Return the taking of events, which stops before its commit."""

    async def take(held: HeldBack) -> None:
        turns.database = held
        await turns.take(*events)

    return take


def erasing(office: SmallOffice, name: str) -> Callable[[HeldBack], Awaitable[None]]:
    """Return the erasing of somebody, which stops before its commit."""
    return lambda held: erased(replace(office, database=held), name)


async def recognised(office: SmallOffice, chat: Chat) -> None:
    """Have the office know the number that somebody has just shared."""
    async with office.database.writing() as connection:
        own = t.people.c.id == office.people[HOA]
        await connection.execute(update(t.people).where(own).values(phone_hash=NUMBER))
    async with office.turn() as turn:
        await turn.write([(chat, Session(place=Recognised(phone_hash=NUMBER)))], [], [])


GONE = {"accounts": 0, "outbox": 0, "dead_letters": 0}


async def test_who_is_erased_right_after_joining_by_number_leaves_no_account(postgres_url: str) -> None:
    async with workers(postgres_url) as (first, second):
        await recognised(first.office, CHATS[HOA])
        agreeing = taking(first, incoming("1", CHATS[HOA], AGREE))
        await overlap(agreeing, lambda: erased(second.office, HOA), second.office)
        assert await traces(second.office, CHATS[HOA]) == GONE


async def test_who_is_being_erased_does_not_join_by_number(postgres_url: str) -> None:
    async with workers(postgres_url) as (first, second):
        await recognised(first.office, CHATS[HOA])
        agreeing = incoming("1", CHATS[HOA], AGREE)
        await overlap(erasing(first.office, HOA), lambda: second.take(agreeing), second.office)
        assert (await traces(second.office, CHATS[HOA]))["accounts"] == 0


async def test_who_is_being_erased_does_not_join_by_a_code(postgres_url: str) -> None:
    async with workers(postgres_url) as (first, second):
        await first.take(*in_order(CHATS[HOA], [Opened(CODES[HOA])]))
        agreeing = incoming("1", CHATS[HOA], AGREE)
        await overlap(erasing(first.office, HOA), lambda: second.take(agreeing), second.office)
        assert await traces(second.office, CHATS[HOA]) == {"accounts": 0, "outbox": 2, "dead_letters": 0}
        assert str(VI("join.unknown_code")) in (await second.said(CHATS[HOA]))[-1]


async def test_what_is_answered_during_an_erasure_leaves_no_message(postgres_url: str) -> None:
    async with workers(postgres_url) as (first, second):
        await first.office.join(HOA)
        await first.take(*in_order(CHATS[HOA], [Typed("/start"), Typed("bắt đầu")]))
        answering = taking(first, incoming("x", CHATS[HOA], Typed("431")))
        await overlap(answering, lambda: erased(second.office, HOA), second.office)
        assert await traces(second.office, CHATS[HOA]) == GONE
        assert await second.answers(NAM_TUAN.id) == [("pop_15_25", "431")]


async def test_a_code_made_void_at_the_moment_it_is_used_lets_nobody_in(postgres_url: str) -> None:
    async with workers(postgres_url) as (first, second):
        await first.take(*in_order(CHATS[HOA], [Opened(CODES[HOA])]))
        again = InviteAgain(
            person_id=first.office.people[HOA],
            unit_id=NAM_TUAN.id,
            role=RoleKind.REPORTER,
            code_hash=hash_code("another-1"),
            expires_at=NOW + timedelta(days=30),
        )

        async def invite(held: HeldBack) -> None:
            async with held.writing() as connection:
                await carry_out(connection, first.office.people[THU], again, NOW)

        agreeing = incoming("1", CHATS[HOA], AGREE)
        await overlap(invite, lambda: second.take(agreeing), second.office)
        assert (await traces(second.office, CHATS[HOA]))["accounts"] == 0
        assert str(VI("join.expired_code")) in (await second.said(CHATS[HOA]))[-1]


async def test_who_joins_in_the_batch_that_suspends_has_joined_and_may_nothing(office: SmallOffice) -> None:
    turns, lan = OfficeTurns(office=office), await administrator(office)
    suspending = Suspend(person_id=office.people[HOA], unit_id=NAM_TUAN.id)
    async with office.turn() as turn:
        await turn.write([(lan, Session(place=Deciding(decision=suspending, put_at=NOW)))], [], [])
    await turns.take(*in_order(CHATS[HOA], [Opened(CODES[HOA])]))
    await turns.take(incoming("1", CHATS[HOA], AGREE), incoming("2", lan, AGREE))
    await turns.take(incoming("3", CHATS[HOA], Typed("bắt đầu")), incoming("4", CHATS[HOA], Typed("431")))
    assert (await traces(office, CHATS[HOA]))["accounts"] == 1
    assert await turns.answers(NAM_TUAN.id) == []
    assert (await traces(office, CHATS[HOA]))["dead_letters"] == 0


async def test_a_deletion_waits_no_longer_once_the_person_has_been_erased(office: SmallOffice) -> None:
    turns, lan = OfficeTurns(office=office), await administrator(office)
    proposal = ProposeDeletion(unit_id=NAM_TUAN.id, person_id=office.people[HOA])
    async with office.database.writing() as connection:
        await carry_out(connection, office.people[THU], proposal, NOW)
    await erased(office, HOA)
    confirming = Session(place=Deciding(decision=ConfirmDeletion(deletion_id=1), put_at=NOW))
    async with office.turn() as turn:
        await turn.write([(lan, confirming)], [], [])
    await turns.take(incoming("1", lan, AGREE))
    (said,) = await turns.said(lan)
    assert str(VI("chat.no_such_deletion")) in said


@pytest.mark.parametrize("kind", ["sqlite"])  # what happens within a batch is the program's doing
async def test_of_two_accounts_that_answer_one_question_in_one_batch_the_second_sees_the_first(
    office: SmallOffice,
) -> None:
    turns = OfficeTurns(office=office)
    await office.join(HOA)
    async with office.database.writing() as connection:
        await bind(connection, SECOND_PHONE, office.people[HOA], NOTICE, OPENED)
    for chat in (CHATS[HOA], SECOND_PHONE):
        await turns.take(*in_order(chat, [Typed("/start"), Typed("bắt đầu")]))
    await turns.take(incoming("x", CHATS[HOA], Typed("431")), incoming("y", SECOND_PHONE, Typed("431")))
    assert [name for name, _ in await turns.answers(NAM_TUAN.id)] == ["pop_15_25"]
    assert (await traces(office, SECOND_PHONE))["dead_letters"] == 0


async def test_two_submissions_of_one_report_are_not_written_side_by_side(office: SmallOffice) -> None:
    submit = Submit(office.this_year[NAM_TUAN.id], on_time=True)
    deeds = [
        RequestedChange(chat=chat, person_id=office.people[HOA], effect=submit)
        for chat in (CHATS[HOA], SECOND_PHONE)
    ]
    with pytest.raises(ConcurrentChange):
        async with office.turn() as turn:
            await turn.write([], deeds, [])


async def administrator(office: SmallOffice) -> Chat:
    """Register an administrator of everything, with a chat."""
    chat = Chat("telegram", "201")
    async with office.database.writing() as connection:
        kind = RoleKind.ADMINISTRATOR
        number = await add_person(connection, "Đàm Thị Lan", kind, PROVINCE.id, OPENED)
        await bind(connection, chat, number, NOTICE, OPENED)
    return chat
