"""What a turn keeps of chats: updates taken once, sessions, who writes, invitations, snoozes, holdings."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from conversations.chat.effects import Change, Join, Record, Snooze, Submit
from conversations.chat.session import Asking, Nowhere, Session
from conversations.joining.invitation_code import NOTICE
from reporting.people.chat import Chat
from reporting.people.invitation import hash_code
from reporting.people.role import Role, RoleKind
from reporting.queries.invitations import InvitationByCode, InvitationView
from reporting.queries.personal_data import OwnHoldings
from reporting.reports.report import Answer
from storage.database import schema as t
from storage.people.join import InvitationUsed
from storage.requested_change import RequestedChange
from storage.turns.turn import REPEATS_KNOWN_FOR
from tests.support.small_office import (
    BE_TRIEU,
    CHATS,
    CODES,
    HOA,
    HOA_AN,
    MINH,
    NAM_TUAN,
    NOW,
    OPENED,
    POP,
    THU,
    ZONE,
    SmallOffice,
    shut,
)

STRANGER = Chat("telegram", "999")


def joining(name: str, chat: Chat) -> RequestedChange[Join]:
    return RequestedChange(chat=chat, person_id=None, effect=Join(hash_code(CODES[name]), NOTICE))


async def test_an_update_is_taken_once(office: SmallOffice) -> None:
    async with office.turn() as turn:
        assert await turn.claim(["telegram:1", "telegram:2", "telegram:1"]) == {"telegram:1", "telegram:2"}
    async with office.turn() as turn:
        assert await turn.claim(["telegram:2", "telegram:3"]) == {"telegram:3"}
        assert await turn.claim([]) == set()


async def test_an_update_of_a_turn_that_failed_can_be_taken_again(office: SmallOffice) -> None:
    async def fail() -> None:
        async with office.turn() as turn:
            await turn.claim(["telegram:1"])
            raise RuntimeError("power failure")

    with pytest.raises(RuntimeError, match="power failure"):
        await fail()
    async with office.turn() as turn:
        assert await turn.claim(["telegram:1"]) == {"telegram:1"}


async def test_updates_are_known_for_longer_than_channels_repeat_them_and_then_forgotten(
    office: SmallOffice,
) -> None:
    async with office.turn(NOW) as turn:
        await turn.claim(["telegram:1"])
    async with office.turn(NOW + REPEATS_KNOWN_FOR) as turn:
        assert await turn.claim(["telegram:1"]) == set()
    async with office.turn(NOW + REPEATS_KNOWN_FOR + timedelta(seconds=1)) as turn:
        await turn.claim(["telegram:2"])
    async with office.database.reading() as connection:
        assert [row.key for row in await connection.execute(select(t.updates))] == ["telegram:2"]


async def test_sessions_come_back_as_they_were_left(office: SmallOffice) -> None:
    await office.join(HOA)
    asking = Session(step=7, place=Asking(report_id=1, path=POP), wrong_codes=(NOW,))
    async with office.turn() as turn:
        await turn.write([(CHATS[HOA], asking), (CHATS[MINH], Session(step=1))], [], [])
    async with office.turn() as turn:
        await turn.write([(CHATS[MINH], Session(step=2))], [], [])
    async with office.turn() as turn:
        visitors = await turn.visitors([CHATS[HOA], CHATS[MINH], STRANGER])
    assert visitors[CHATS[HOA]].session == asking
    assert visitors[CHATS[MINH]].session == Session(step=2)
    assert visitors[STRANGER].session == Session(step=0, place=Nowhere())
    hoa = visitors[CHATS[HOA]].person
    assert hoa is not None
    assert (hoa.id, hoa.name, hoa.roles) == (
        office.people[HOA],
        HOA,
        (Role(RoleKind.REPORTER, NAM_TUAN.id),),
    )
    assert visitors[CHATS[MINH]].person is None


async def test_a_session_that_cannot_be_read_begins_anew(office: SmallOffice) -> None:
    await office.join(HOA)
    async with office.database.writing() as connection:
        await connection.execute(update(t.sessions).values(state='{"place": {"at": "a later version"}}'))
    async with office.turn() as turn:
        visitor = (await turn.visitors([CHATS[HOA]]))[CHATS[HOA]]
    assert visitor.session == Session()
    assert visitor.person is not None


async def test_the_same_address_on_another_channel_is_another_chat(office: SmallOffice) -> None:
    await office.join(HOA)
    elsewhere = Chat("zalo", CHATS[HOA].address)
    async with office.turn() as turn:
        assert (await turn.visitors([elsewhere]))[elsewhere].person is None


async def invitation(office: SmallOffice, name: str) -> InvitationView:
    async with office.turn() as turn:
        unknown, view = await turn.replies(
            [InvitationByCode(hash_code("nobody's code")), InvitationByCode(hash_code(CODES[name]))]
        )
    assert unknown is None
    assert isinstance(view, InvitationView)
    return view


async def test_an_invitation_is_found_by_its_codes_hash_and_is_used_by_joining(office: SmallOffice) -> None:
    view = await invitation(office, HOA)
    assert (view.unit, view.person.name, view.office) == (NAM_TUAN, HOA, "Phòng GD&ĐT Hòa An")
    assert (view.role, view.used) == (RoleKind.REPORTER, False)
    assert view.expires_at == OPENED + timedelta(days=60)
    assert view.expires_at.tzinfo is ZONE
    assert (await invitation(office, THU)).role is RoleKind.SUPERVISOR
    await office.join(HOA)
    assert (await invitation(office, HOA)).used
    assert not (await invitation(office, MINH)).used


async def test_an_invitation_cannot_be_used_twice(office: SmallOffice) -> None:
    await office.join(HOA)
    with pytest.raises(InvitationUsed):
        async with office.turn() as turn:
            await turn.write([(STRANGER, Session(step=1))], [joining(HOA, STRANGER)], [])
    async with office.turn() as turn:
        assert (await turn.visitors([STRANGER]))[STRANGER].session == Session()


async def test_of_two_chats_that_join_by_one_code_at_once_none_gets_it_by_halves(office: SmallOffice) -> None:
    with pytest.raises(InvitationUsed):
        async with office.turn() as turn:
            await turn.write([], [joining(HOA, CHATS[HOA]), joining(HOA, STRANGER)], [])
    assert not (await invitation(office, HOA)).used
    async with office.database.reading() as connection:
        assert (await connection.execute(select(t.accounts))).all() == []


async def test_a_person_with_two_chats_is_reached_where_they_joined_last(office: SmallOffice) -> None:
    await office.join(HOA)
    async with office.database.writing() as connection:
        await connection.execute(
            t.invitations.insert().values(
                code_hash=hash_code("a-new-phone"),
                person_id=office.people[HOA],
                expires_at=NOW + timedelta(days=1),
            )
        )
    new = RequestedChange(chat=STRANGER, person_id=None, effect=Join(hash_code("a-new-phone"), NOTICE))
    async with office.turn() as turn:
        await turn.write([], [new], [])
        assert await turn.chats_of([office.people[HOA], office.people[MINH]]) == {
            office.people[HOA]: STRANGER
        }
    await shut(office.database, STRANGER)
    async with office.turn() as turn:
        assert await turn.chats_of([office.people[HOA]]) == {office.people[HOA]: CHATS[HOA]}


async def test_a_chat_taken_over_by_another_person_carries_that_persons_consent(office: SmallOffice) -> None:
    await office.join(HOA)
    later = NOW + timedelta(days=3)
    join = Join(hash_code(CODES[MINH]), "a later notice")
    taking_over = RequestedChange(chat=CHATS[HOA], person_id=None, effect=join)
    async with office.turn(later) as turn:
        await turn.write([], [taking_over], [])
    async with office.database.reading() as connection:
        (row,) = (await connection.execute(select(t.accounts))).all()
    assert (row.person_id, row.joined_at, row.notice) == (office.people[MINH], later, "a later notice")


async def test_who_has_shut_the_chat_is_reached_again_after_writing(office: SmallOffice) -> None:
    await office.join(HOA, MINH)
    for name in (HOA, MINH):
        await shut(office.database, CHATS[name])
    both = [office.people[HOA], office.people[MINH]]
    async with office.turn() as turn:
        assert await turn.chats_of(both) == {}
        await turn.welcome_back([CHATS[HOA], STRANGER])
        assert await turn.chats_of(both) == {office.people[HOA]: CHATS[HOA]}


async def test_a_snooze_is_the_persons_own(office: SmallOffice) -> None:
    until = NOW + timedelta(days=1)
    deed = RequestedChange(chat=CHATS[HOA], person_id=office.people[HOA], effect=Snooze(until))
    async with office.turn() as turn:
        await turn.write([], [deed], [])
    async with office.database.reading() as connection:
        rows = await connection.execute(select(t.people.c.name, t.people.c.snoozed_until))
        assert {row.name for row in rows if row.snoozed_until == until} == {HOA}


async def test_holdings_count_what_the_person_entered_and_nobody_elses(office: SmallOffice) -> None:
    await office.join(HOA, MINH)
    report_id = office.this_year[NAM_TUAN.id]
    hoa, minh = office.people[HOA], office.people[MINH]
    deeds: list[RequestedChange[Change]] = [
        RequestedChange(chat=CHATS[HOA], person_id=hoa, effect=Record(report_id, {POP: Answer("431")})),
        RequestedChange(chat=CHATS[HOA], person_id=hoa, effect=Record(report_id, {POP: Answer("413")})),
        RequestedChange(chat=CHATS[HOA], person_id=hoa, effect=Submit(report_id, on_time=True)),
        RequestedChange(
            chat=CHATS[MINH],
            person_id=minh,
            effect=Record(office.this_year[BE_TRIEU.id], {POP: Answer("7")}),
        ),
    ]
    async with office.turn() as turn:
        await turn.write([], deeds, [])
        of_hoa, of_minh = await turn.replies([OwnHoldings(hoa), OwnHoldings(minh)])
    assert (of_hoa.person.name, of_hoa.units, of_hoa.answers, of_hoa.submissions) == (HOA, (NAM_TUAN,), 2, 1)
    assert of_hoa.joined_at == OPENED
    assert (of_minh.answers, of_minh.submissions) == (1, 0)


async def test_the_office_of_a_district_without_one_is_the_root(office: SmallOffice) -> None:
    async with office.database.writing() as connection:
        await connection.execute(update(t.units).where(t.units.c.id == HOA_AN.id).values(traits={}))
    assert (await invitation(office, HOA)).office == "tỉnh Cao Bằng"


async def test_a_moment_without_a_zone_is_refused(office: SmallOffice) -> None:
    with pytest.raises(Exception, match="a moment without a zone"):
        async with office.turn(NOW.replace(tzinfo=None)) as turn:
            await turn.claim(["telegram:1"])
