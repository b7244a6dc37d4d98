"""What administrators look up: forms of their own line of units, people by name, new codes, who is listed commands."""

from datetime import date
from typing import Any

from sqlalchemy import select, update

from conversations.chat.effects import Decide
from reporting.decisions.decisions import Decision, InviteAgain, Suspend
from reporting.people.invitation import hash_code, is_usable
from reporting.people.role import RoleKind
from reporting.queries.invitations import InvitationByCode
from reporting.queries.people import PeopleBelow
from reporting.queries.query import Query
from reporting.queries.rounds import FormAt, StoredForms
from reporting.queries.units import UnitsUnder
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from storage.database import schema as t
from storage.queries.menu_roles import MenuRoles, load_standings
from storage.requested_change import RequestedChange
from storage.rounds import rounds as register
from tests.support.forms.library import library_workbook
from tests.support.small_office import (
    BE_TRIEU,
    CHATS,
    CODES,
    HOA,
    HOA_AN,
    KIM_DONG,
    MINH,
    NAM_TUAN,
    NOW,
    OPENED,
    PROVINCE,
    THACH_AN,
    THU,
    SmallOffice,
)


async def ask(office: SmallOffice, query: Query[Any]) -> Any:  # noqa: ANN401 -- a reply's type is its query's business
    async with office.turn() as turn:
        return (await turn.replies([query]))[0]


async def decide(office: SmallOffice, decision: Decision) -> None:
    async with office.turn() as turn:
        deed = RequestedChange(chat=CHATS[THU], person_id=office.people[THU], effect=Decide(decision))
        await turn.write([], [deed], [])


async def test_a_form_can_be_asked_above_at_and_below_where_it_was_asked_and_nowhere_else(
    office: SmallOffice,
) -> None:
    async with office.database.writing() as connection:
        library = await office.shelf.put(connection, library_workbook(), "library.xlsx", NOW)
    assert [form.title for form in await ask(office, StoredForms(HOA_AN.id))] == ["Xóa mù chữ"]
    async with office.database.writing() as connection:
        await register.open_round(
            connection,
            title="Thư viện",
            unit_id=HOA_AN.id,
            reporting_units=[NAM_TUAN.id],
            form_hash=library.content_hash,
            period=Period.parse("2020"),
            due=Due(printed=date(2020, 12, 1)),
            opened_at=NOW,
        )
    for unit in (PROVINCE, HOA_AN, NAM_TUAN, BE_TRIEU):
        titles = {form.title for form in await ask(office, StoredForms(unit.id))}
        assert titles == {library.title, "Xóa mù chữ"}, unit
        found = await ask(office, FormAt(library.content_hash, unit.id))
        assert found.unit_path[0] == unit.id
    for unit in (THACH_AN, KIM_DONG):
        assert [form.title for form in await ask(office, StoredForms(unit.id))] == ["Xóa mù chữ"]
        assert await ask(office, FormAt(library.content_hash, unit.id)) is None
    assert await ask(office, FormAt(library.content_hash, 99)) is None
    assert await ask(office, FormAt("no form", HOA_AN.id)) is None


async def test_people_and_units_below_are_found(office: SmallOffice) -> None:
    found = await ask(office, PeopleBelow((HOA_AN.id,)))
    assert [(each.name, each.unit_id) for each in found] == [
        (THU, HOA_AN.id),
        (HOA, NAM_TUAN.id),
        (MINH, BE_TRIEU.id),
    ]
    assert await ask(office, UnitsUnder(HOA_AN.id)) == (NAM_TUAN, BE_TRIEU)
    assert await ask(office, UnitsUnder(NAM_TUAN.id)) == ()


async def test_a_new_code_takes_the_place_of_those_that_were_not_used(office: SmallOffice) -> None:
    again = InviteAgain(
        person_id=office.people[HOA],
        unit_id=NAM_TUAN.id,
        role=RoleKind.REPORTER,
        code_hash=hash_code("a-new-one-1"),
        expires_at=NOW.replace(year=2021),
    )
    await decide(office, again)
    old = await ask(office, InvitationByCode(hash_code(CODES[HOA])))
    new = await ask(office, InvitationByCode(hash_code("a-new-one-1")))
    assert (is_usable(old, NOW), is_usable(new, NOW)) == (False, True)
    assert (new.person.name, new.unit.id, new.role) == (HOA, NAM_TUAN.id, RoleKind.REPORTER)
    async with office.database.reading() as connection:
        rows = await connection.execute(select(t.audit.c.deed, t.audit.c.person_id, t.audit.c.subject_id))
        assert [tuple(row) for row in rows] == [("invited", office.people[THU], office.people[HOA])]


async def test_who_oversees_is_known_by_address_and_for_how_long(office: SmallOffice) -> None:
    async def standings() -> dict[str, MenuRoles]:
        async with office.database.reading() as connection:
            return await load_standings(connection, "telegram")

    await office.join(HOA, THU)
    assert await standings() == {
        CHATS[THU].address: MenuRoles(oversees=True, administers=False, language="vi")
    }
    async with office.database.writing() as connection:
        mine = t.people.c.id == office.people[THU]
        await connection.execute(update(t.people).where(mine).values(language="en"))
        administrator = {"person_id": office.people[THU], "unit_id": PROVINCE.id, "since": OPENED}
        await connection.execute(t.roles.insert().values(**administrator, kind=RoleKind.ADMINISTRATOR))
    assert await standings() == {
        CHATS[THU].address: MenuRoles(oversees=True, administers=True, language="en")
    }
    for unit in (HOA_AN, PROVINCE):
        await decide(office, Suspend(person_id=office.people[THU], unit_id=unit.id))
    assert await standings() == {
        CHATS[THU].address: MenuRoles(oversees=False, administers=False, language="en")
    }
