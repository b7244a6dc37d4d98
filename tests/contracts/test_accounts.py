"""One person in several accounts: the one used last, where digests come, a code for one more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.outbound.renderer import OrderRenderer
from conversations.chat.effects import Change, DigestsHere, Disconnect, Join, LinkAccount
from conversations.chat.events import Typed
from conversations.chat.orders import Priority, Say, SendAccountJoined
from conversations.chat.session import Session
from conversations.joining.invitation_code import NOTICE
from reporting.decisions.audit_events import AuditEvent as AuditDeed
from reporting.decisions.decisions import DisconnectAccount
from reporting.people.chat import Chat, account_number
from reporting.people.invitation import hash_code, looks_like_code
from reporting.queries.accounts import Accounts, OwnAccounts
from reporting.queries.invitations import InvitationByCode, NewCode
from reporting.rounds.working_days import WorkingCalendar
from storage.database import schema as t
from storage.decisions.decision_kind import DecisionClash
from storage.people.accounts import load_chats, load_digest_chats
from storage.queries.documents import DocumentQueries
from storage.queries.reminders import StoredWatch
from storage.requested_change import RequestedChange
from storage.turns.decisions import carry_out
from tests.support.office_turns import OfficeTurns, in_order
from tests.support.small_office import CHATS, HOA, MINH, NAM_TUAN, NOW, ZONE, SmallOffice

THERE = Chat("zalo", "z1")
HERE = CHATS[HOA]


async def do(office: SmallOffice, chat: Chat, effect: Change) -> None:
    async with office.turn() as turn:
        await turn.write([], [RequestedChange(chat=chat, person_id=office.people[HOA], effect=effect)], [])


async def linked(office: SmallOffice) -> int:
    """Have Hoa join from a second account with a code of her own; returns her id."""
    await office.join(HOA)
    async with office.turn() as turn:
        (code,) = await turn.replies([NewCode()])
    assert looks_like_code(code)
    await do(office, HERE, LinkAccount(hash_code(code), NOW + timedelta(minutes=30)))
    joining = RequestedChange(
        chat=THERE, person_id=None, effect=Join(hash_code(code), NOTICE), name="Mỵ\n<b>"
    )
    async with office.turn() as turn:
        await turn.write([], [joining], [])
    return office.people[HOA]


async def writes(office: SmallOffice, chat: Chat, after: timedelta) -> None:
    async with office.turn(NOW + after) as turn:
        await turn.welcome_back([chat])


async def test_the_account_used_last_is_the_one_reminded(office: SmallOffice) -> None:
    hoa = await linked(office)
    for chat, minutes in ((HERE, 1), (THERE, 2), (HERE, 3), (HERE, 4), (THERE, 90), (HERE, 91)):
        await writes(office, chat, timedelta(minutes=minutes))
        async with office.database.reading() as connection:
            assert await load_chats(connection, [hoa]) == {hoa: chat}, minutes


async def test_an_account_in_use_is_written_down_once_an_hour(office: SmallOffice) -> None:
    await linked(office)
    written = []
    for minutes in (1, 30, 60, 62):
        await writes(office, HERE, timedelta(minutes=minutes))
        async with office.database.reading() as connection:
            query = select(t.accounts.c.last_used_at).where(t.accounts.c.address == HERE.address)
            written.append((await connection.execute(query)).scalar_one() - NOW)
    assert [each // timedelta(minutes=1) for each in written] == [1, 1, 1, 62]


async def test_digests_come_to_the_channel_chosen_whatever_was_used_last(office: SmallOffice) -> None:
    hoa = await linked(office)
    await do(office, THERE, DigestsHere())
    await writes(office, HERE, timedelta(minutes=5))
    watch = StoredWatch(office.database, ZONE)
    assert await watch.chats([hoa]) == {hoa: HERE}
    assert await watch.digest_chats([hoa]) == {hoa: THERE}
    async with office.turn() as turn:
        (own,) = await turn.replies([OwnAccounts(hoa)])
    assert (own.digests, [each.channel for each in own.all]) == ("zalo", ["telegram", "zalo"])


async def test_digests_come_to_the_account_used_last_where_nothing_was_chosen(office: SmallOffice) -> None:
    hoa = await linked(office)
    await writes(office, THERE, timedelta(minutes=5))
    async with office.database.reading() as connection:
        assert await load_digest_chats(connection, [hoa]) == {hoa: THERE}


async def test_a_code_for_another_account_is_never_given_twice(office: SmallOffice) -> None:
    async with office.turn() as turn:
        codes = await turn.replies([NewCode() for _ in range(50)])
    assert len(set(codes)) == len(codes)


async def test_every_other_account_is_told_at_once_of_one_that_joins(office: SmallOffice) -> None:
    hoa = await linked(office)
    turns = OfficeTurns(office=office)
    (parcel,) = [each for each in await turns.parcels() if isinstance(each.delivery, SendAccountJoined)]
    assert (parcel.chat, parcel.priority, parcel.due_at) == (HERE, Priority.REPLY, NOW)
    readings = DocumentQueries(office.database, office.shelf, ZONE)
    (said,) = await OrderRenderer(readings, WorkingCalendar(), now=lambda: NOW, zone=ZONE).make(parcel)
    assert isinstance(said, Say)
    assert "Vừa nối thêm <b>Zalo (Mỵ &lt;b&gt;)</b>" in str(said.message.text)
    (button,) = said.message.buttons
    assert button.action == f"do.disconnect.{account_number(THERE)}"
    assert (await entries(office, AuditDeed.JOINED))[-1] == (hoa, "zalo", account_number(THERE))


async def test_an_account_is_disconnected_with_all_that_waits_there_and_codes_end(
    office: SmallOffice,
) -> None:
    hoa = await linked(office)
    turns, code = OfficeTurns(office=office), "abc-2345-def-6789"
    await do(office, THERE, LinkAccount(hash_code(code), NOW + timedelta(minutes=30)))
    await turns.take(*in_order(THERE, [Typed("báo cáo")], first=100))
    assert await turns.said(THERE)
    await do(office, HERE, Disconnect(account_number(THERE)))
    async with office.database.reading() as connection:
        assert [each.channel for each in (await connection.execute(select(t.accounts))).all()] == ["telegram"]
    assert await turns.said(THERE) == []
    assert await turns.session(THERE) == Session()
    async with office.turn() as turn:
        (invitation,) = await turn.replies([InvitationByCode(hash_code(code))])
    assert invitation.expires_at <= NOW
    assert await entries(office, AuditDeed.DISCONNECTED) == [(hoa, "zalo", account_number(THERE))]


async def test_nobody_disconnects_an_account_that_is_not_theirs(office: SmallOffice) -> None:
    await linked(office)
    await office.join(MINH)
    async with office.turn() as turn:
        effect = Disconnect(account_number(THERE))
        await turn.write(
            [], [RequestedChange(chat=CHATS[MINH], person_id=office.people[MINH], effect=effect)], []
        )
    assert len((await accounts_of(office, office.people[HOA])).all) == 2
    assert await entries(office, AuditDeed.DISCONNECTED) == []


async def test_an_administrator_disconnects_an_account_and_the_audit_says_which(office: SmallOffice) -> None:
    hoa = await linked(office)
    number = account_number(THERE)
    decision = DisconnectAccount(person_id=hoa, unit_id=NAM_TUAN.id, account=number)
    async with office.database.writing() as connection:
        await carry_out(connection, office.people[MINH], decision, NOW)
    assert [each.channel for each in (await accounts_of(office, hoa)).all] == ["telegram"]
    assert await entries(office, AuditDeed.DISCONNECTED) == [(hoa, "zalo", number)]
    with pytest.raises(DecisionClash):
        async with office.database.writing() as connection:
            await carry_out(connection, office.people[MINH], decision, NOW)


async def test_an_account_that_is_somebodys_is_moved_only_after_a_question_that_names_both(
    office: SmallOffice,
) -> None:
    await office.join(HOA)
    await office.join(MINH)
    code = "abc-2345-def-6789"
    await do(office, HERE, LinkAccount(hash_code(code), NOW + timedelta(minutes=30)))
    turns = OfficeTurns(office=office)
    await turns.take(*in_order(CHATS[MINH], [Typed(code)]))
    asked = (await turns.said(CHATS[MINH]))[-1]
    assert f"Tài khoản này đang là của {MINH}." in asked
    assert f"nó là của <b>{HOA}</b>" in asked
    assert len((await accounts_of(office, office.people[MINH])).all) == 1
    await turns.take(*in_order(CHATS[MINH], [Typed("đồng ý")], first=2))
    assert (await accounts_of(office, office.people[MINH])).all == ()
    assert len((await accounts_of(office, office.people[HOA])).all) == 2


async def accounts_of(office: SmallOffice, person_id: int) -> Accounts:
    async with office.turn() as turn:
        (own,) = await turn.replies([OwnAccounts(person_id)])
    assert isinstance(own, Accounts)
    return own


async def entries(office: SmallOffice, deed: AuditDeed) -> list[tuple[int, str, int]]:
    """Return whom the audit's entries of a kind are about, and which account they name."""
    query = select(t.audit).where(t.audit.c.deed == deed.value).order_by(t.audit.c.id)
    async with office.database.reading() as connection:
        rows = (await connection.execute(query)).all()
    return [(row.subject_id, row.detail["channel"], row.detail["account"]) for row in rows]
