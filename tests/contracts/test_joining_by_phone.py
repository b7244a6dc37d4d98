"""Joining by one's own phone number: who is recognised, and what is written once they agree."""

import pytest
from sqlalchemy import func, select, update

from conversations.chat.effects import JoinByPhone
from conversations.chat.session import Recognised, Session
from conversations.joining.invitation_code import NOTICE
from reporting.decisions.audit_events import AuditEvent as AuditDeed
from reporting.people.invitation import hash_code
from reporting.people.phones import hash_phone
from reporting.people.role import RoleKind
from reporting.queries.invitations import Expected, ExpectedByPhone, InvitationByCode, InvitationView
from storage.database import schema as t
from storage.people.join import NobodyByPhone
from storage.privacy.erasure import ON_PAPER, erase_person
from storage.requested_change import RequestedChange
from tests.support.small_office import CHATS, CODES, HOA, MINH, NOW, OPENED, PROVINCE, THU, SmallOffice

NUMBER = hash_phone("0912345678", "a key")


async def enter(office: SmallOffice, *names: str) -> None:
    """Enter the one number for people."""
    async with office.database.writing() as connection:
        ids = [office.people[name] for name in names]
        await connection.execute(update(t.people).where(t.people.c.id.in_(ids)).values(phone_hash=NUMBER))


async def end_roles(office: SmallOffice, name: str, **values: object) -> None:
    async with office.database.writing() as connection:
        own = t.roles.c.person_id == office.people[name]
        await connection.execute(update(t.roles).where(own).values(**values))


async def expected(office: SmallOffice) -> Expected | None:
    async with office.turn() as turn:
        (found, unknown) = await turn.replies([ExpectedByPhone(NUMBER), ExpectedByPhone("unknown")])
    assert unknown is None
    assert found is None or isinstance(found, Expected)
    return found


async def join(office: SmallOffice) -> None:
    deed = RequestedChange(chat=CHATS[HOA], person_id=None, effect=JoinByPhone(NUMBER, NOTICE))
    async with office.turn() as turn:
        await turn.write([], [deed], [])


async def test_a_number_leads_to_the_person_and_the_unit(office: SmallOffice) -> None:
    await enter(office, HOA)
    found = await expected(office)
    assert found is not None
    assert (found.person.id, found.unit.id) == (office.people[HOA], found.person.roles[-1].unit_id)
    assert found.role is RoleKind.REPORTER


async def test_whoever_administers_and_supervises_is_welcomed_as_administrator(office: SmallOffice) -> None:
    await enter(office, THU)
    async with office.database.writing() as connection:
        for kind in (RoleKind.ADMINISTRATOR, RoleKind.SUPERVISOR):
            await connection.execute(
                t.roles.insert().values(
                    person_id=office.people[THU], unit_id=PROVINCE.id, kind=kind, since=OPENED
                )
            )
    by_number = await expected(office)
    async with office.turn() as turn:
        (by_code,) = await turn.replies([InvitationByCode(hash_code(CODES[THU]))])
    assert isinstance(by_code, InvitationView)
    assert by_number is not None
    assert (by_number.role, by_code.role) == (RoleKind.ADMINISTRATOR, RoleKind.ADMINISTRATOR)


async def test_a_number_of_two_people_is_nobodys_until_one_has_left(office: SmallOffice) -> None:
    await enter(office, HOA, MINH)
    assert await expected(office) is None
    await end_roles(office, MINH, until=NOW)
    found = await expected(office)
    assert found is not None
    assert found.person.id == office.people[HOA]


@pytest.mark.parametrize("column", ["until", "suspended_at"])
async def test_whoever_has_no_role_is_not_recognised(office: SmallOffice, column: str) -> None:
    await enter(office, HOA)
    await end_roles(office, HOA, **{column: NOW})
    assert await expected(office) is None


async def test_joining_binds_the_chat_and_notes_the_consent_and_the_deed(office: SmallOffice) -> None:
    await enter(office, HOA)
    await join(office)
    async with office.turn() as turn:
        visitor = (await turn.visitors([CHATS[HOA]]))[CHATS[HOA]]
    assert visitor.person is not None
    assert (visitor.person.id, visitor.person.agreed) == (office.people[HOA], NOTICE)
    async with office.database.reading() as connection:
        (deed,) = (await connection.execute(select(t.audit))).all()
        consents = (await connection.execute(select(func.count()).select_from(t.consents))).scalar_one()
    assert (deed.deed, deed.person_id) == (AuditDeed.JOINED, office.people[HOA])
    assert consents == 1


async def test_a_number_that_is_gone_by_the_consent_joins_nobody(office: SmallOffice) -> None:
    await enter(office, HOA, MINH)
    with pytest.raises(NobodyByPhone):
        await join(office)
    async with office.turn() as turn:
        assert (await turn.visitors([CHATS[HOA]]))[CHATS[HOA]].person is None


async def test_erasing_forgets_the_number_where_it_was_shared_and_nobody_agreed(office: SmallOffice) -> None:
    await enter(office, HOA)
    undecided = Session(place=Recognised(phone_hash=NUMBER))
    async with office.turn() as turn:
        await turn.write([(CHATS[HOA], undecided), (CHATS[MINH], Session())], [], [])
    async with office.database.writing() as connection:
        await erase_person(connection, office.people[HOA], ON_PAPER, NOW)
    async with office.database.reading() as connection:
        left = (await connection.execute(select(t.sessions.c.address))).scalars().all()
    assert left == [CHATS[MINH].address]
