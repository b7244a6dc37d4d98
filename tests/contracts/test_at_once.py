"""Two administrators who decide about the same at the same moment: one decides, the other is told what happened."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from conversations.chat.events import Typed
from conversations.chat.session import Deciding, Session
from conversations.joining.invitation_code import NOTICE
from reporting.decisions.audit_events import AuditEvent
from reporting.decisions.decisions import (
    Appoint,
    CloseRound,
    ConfirmDeletion,
    Decision,
    ExtendReport,
    ExtendRound,
    InviteAgain,
    OpenRound,
    ProposeDeletion,
    RefuseDeletion,
    Reinstate,
    Suspend,
)
from reporting.people.chat import Chat
from reporting.people.role import RoleKind
from storage.database import schema as t
from storage.database.database import Database, open_database
from storage.people.join import bind
from storage.people.people import add_person
from storage.rounds.forms import FormShelf
from storage.turns.decisions import carry_out
from tests.support.interleaving import HeldBack, waiting
from tests.support.office_turns import OfficeTurns, incoming
from tests.support.small_office import HOA, NAM_TUAN, NOW, OPENED, PROVINCE, SmallOffice, set_up
from texts import catalogue

ADMINISTRATORS = {"Đàm Thị Lan": Chat("telegram", "201"), "Bế Văn Kiên": Chat("telegram", "202")}
LAN, KIEN = ADMINISTRATORS.values()
TOLD = catalogue("vi").plain("decide.overtaken", what="", time="", date="").partition(":")[0]
FAILED = catalogue("vi").plain("chat.failed")
THIS_YEAR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """What two decide, each for all that the other has on the screen, and what the audit holds once one is through."""

    first: Callable[["Known"], Decision]
    second: Callable[["Known"], Decision]
    deeds: frozenset[AuditEvent]
    before: Callable[["Known"], Decision] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The numbers that decisions name."""

    hoa: int
    form_hash: str


def replacing(name: str) -> Callable[[Known], Decision]:
    return lambda it: Appoint(unit_id=NAM_TUAN.id, role=RoleKind.REPORTER, name=name, instead_of=it.hoa)


def inviting(_: Known) -> Decision:
    return Appoint(unit_id=NAM_TUAN.id, role=RoleKind.REPORTER, name="Nông Văn Mới")


def inviting_again(it: Known) -> Decision:
    return InviteAgain(person_id=it.hoa, unit_id=NAM_TUAN.id, role=RoleKind.REPORTER)


def suspending(it: Known) -> Decision:
    return Suspend(person_id=it.hoa, unit_id=NAM_TUAN.id)


def reinstating(it: Known) -> Decision:
    return Reinstate(person_id=it.hoa, unit_id=NAM_TUAN.id)


def extending(day: int) -> Callable[[Known], Decision]:
    return lambda _: ExtendRound(round_id=THIS_YEAR, last_day=date(2020, 5, day))


def extending_one(_: Known) -> Decision:
    return ExtendReport(report_id=4, last_day=date(2020, 5, 12))


def closing(_: Known) -> Decision:
    return CloseRound(round_id=THIS_YEAR)


def opening(it: Known) -> Decision:
    return OpenRound(
        unit_id=PROVINCE.id,
        form_hash=it.form_hash,
        title="Xóa mù chữ 2020",
        period="2020",
        due=date(2021, 5, 7),
        inclusive=True,
        unit_ids=(NAM_TUAN.id,),
    )


def proposing(it: Known) -> Decision:
    return ProposeDeletion(unit_id=NAM_TUAN.id, person_id=it.hoa)


def proposing_round(_: Known) -> Decision:
    return ProposeDeletion(unit_id=PROVINCE.id, round_id=THIS_YEAR)


def confirming(_: Known) -> Decision:
    return ConfirmDeletion(deletion_id=1)


def refusing(_: Known) -> Decision:
    return RefuseDeletion(deletion_id=1)


def race(first: Any, second: Any, *deeds: AuditEvent, before: Any = None) -> Race:  # noqa: ANN401 -- functions as above
    return Race(first=first, second=second, deeds=frozenset(deeds), before=before)


RACES = {
    "replace, replace": race(replacing("Lý Văn Một"), replacing("Lý Văn Hai"), AuditEvent.HANDED_OVER),
    "replace, suspend": race(
        replacing("Lý Văn Một"), suspending, AuditEvent.HANDED_OVER, AuditEvent.SUSPENDED
    ),
    "invite, invite": race(inviting, inviting, AuditEvent.INVITED),
    "invite again twice": race(inviting_again, inviting_again, AuditEvent.INVITED),
    "suspend, suspend": race(suspending, suspending, AuditEvent.SUSPENDED),
    "suspend, replace": race(
        suspending, replacing("Lý Văn Một"), AuditEvent.SUSPENDED, AuditEvent.HANDED_OVER
    ),
    "reinstate, reinstate": race(reinstating, reinstating, AuditEvent.REINSTATED, before=suspending),
    "extend, extend": race(extending(9), extending(15), AuditEvent.EXTENDED),
    "extend, close": race(extending(9), closing, AuditEvent.EXTENDED, AuditEvent.ROUND_CLOSED),
    "close, close": race(closing, closing, AuditEvent.ROUND_CLOSED),
    "close, extend one": race(closing, extending_one, AuditEvent.EXTENDED, AuditEvent.ROUND_CLOSED),
    "open, open": race(opening, opening, AuditEvent.ROUND_OPENED),
    "propose, propose": race(proposing, proposing, AuditEvent.DELETION_PROPOSED),
    "propose round, close": race(
        proposing_round, closing, AuditEvent.DELETION_PROPOSED, AuditEvent.ROUND_CLOSED
    ),
    "confirm, confirm": race(confirming, confirming, AuditEvent.DELETED, before=proposing),
    "confirm, refuse": race(
        confirming, refusing, AuditEvent.DELETED, AuditEvent.DELETION_REFUSED, before=proposing
    ),
    "confirm twice, a round": race(confirming, confirming, AuditEvent.DELETED, before=proposing_round),
}
PAIRS = [pytest.param(race, id=name) for name, race in RACES.items()]


async def known(office: SmallOffice) -> Known:
    async with office.database.reading() as connection:
        form_hash = (await connection.execute(select(t.forms.c.hash))).scalar_one()
    return Known(hoa=office.people[HOA], form_hash=form_hash)


async def put(office: SmallOffice, race: Race) -> None:
    """Put the two decisions on the screens of two administrators, since a minute ago."""
    it, before = await known(office), NOW - timedelta(minutes=5)
    async with office.database.writing() as connection:
        third = await add_person(connection, "Ba", RoleKind.ADMINISTRATOR, PROVINCE.id, OPENED)
        for name, chat in ADMINISTRATORS.items():
            kind = RoleKind.ADMINISTRATOR
            number = await add_person(connection, name, kind, PROVINCE.id, OPENED)
            await bind(connection, chat, number, NOTICE, OPENED)
        if race.before is not None:
            await carry_out(connection, third, race.before(it), before)
    since = NOW - timedelta(minutes=1)
    screens = ((LAN, race.first(it)), (KIEN, race.second(it)))
    async with office.turn() as turn:
        await turn.write(
            [(chat, Session(place=Deciding(decision=each, put_at=since))) for chat, each in screens], [], []
        )


def confirmed(chat: Chat) -> Any:  # noqa: ANN401 -- what a channel hands over
    return incoming(f"{chat.address}:1", chat, Typed("đồng ý"))


async def deeds(office: SmallOffice) -> list[str]:
    late = t.audit.c.at == NOW
    async with office.database.reading() as connection:
        rows = await connection.execute(select(t.audit.c.deed).where(late).order_by(t.audit.c.id))
        return list(rows.scalars())


async def check(turns: OfficeTurns, race: Race) -> None:
    """Check that one decision was carried out and written down, and that the other was told of it."""
    said = {chat: await turns.said(chat) for chat in (LAN, KIEN)}
    everything = [each for texts in said.values() for each in texts]
    assert sum(TOLD in each for each in everything) == 1, said
    assert not any(FAILED in each for each in everything)
    done = [deed for deed in await deeds(turns.office) if deed != AuditEvent.ERASED]
    assert len(done) == 1
    assert done[0] in race.deeds
    async with turns.office.database.reading() as connection:
        letters = select(func.count()).select_from(t.dead_letters)
        assert (await connection.execute(letters)).scalar_one() == 0


@pytest.mark.parametrize("kind", ["sqlite"])  # what happens within a batch is the program's doing
@pytest.mark.parametrize("race", PAIRS)
async def test_of_two_in_one_batch_one_decides_and_the_other_is_told(office: SmallOffice, race: Race) -> None:
    turns = OfficeTurns(office=office)
    await put(office, race)
    await turns.take(confirmed(LAN), confirmed(KIEN))
    await check(turns, race)


@pytest.mark.parametrize("race", PAIRS)
async def test_of_two_at_two_workers_one_decides_and_the_other_is_told(postgres_url: str, race: Race) -> None:
    async with AsyncExitStack() as stack:
        databases = [await stack.enter_async_context(open_database(postgres_url)) for _ in range(2)]
        office = await set_up(databases[0])
        await put(office, race)
        first, second = [desk_of(office, database) for database in databases]
        first.database = held = HeldBack(databases[0])
        async with asyncio.TaskGroup() as both:
            both.create_task(first.take(confirmed(LAN)))
            await held.written.wait()
            both.create_task(second.take(confirmed(KIEN)))
            await waiting(databases[1], 1)
            held.delete_expired.set()
        await check(second, race)
        assert not any(TOLD in said for said in await second.said(LAN))


def desk_of(office: SmallOffice, database: Database) -> OfficeTurns:
    return OfficeTurns(office=replace(office, database=database, shelf=FormShelf()))
