"""Whom one invites, and what becomes of older codes."""

from datetime import timedelta

from sqlalchemy import select

from reporting.people.invitation import hash_code
from reporting.people.role import RoleKind
from reporting.queries.invitations import InvitationByCode, InvitationView
from storage.database import schema as t
from storage.people.invitation_codes import Invitation, load_invitable, store_invitations
from storage.people.roles import end_role
from tests.support.small_office import (
    BE_TRIEU,
    CODES,
    HOA,
    HOA_AN,
    MINH,
    NAM_TUAN,
    NOW,
    SON,
    THU,
    SmallOffice,
)

LATER = NOW + timedelta(days=30)


async def names(office: SmallOffice, unit_id: int | None = None, **which: object) -> list[str]:
    kind = which.get("kind")
    async with office.database.reading() as connection:
        found = await load_invitable(
            connection,
            unit_id=unit_id,
            kind=RoleKind(str(kind)) if kind else None,
            without_account=bool(which.get("without_account")),
        )
    return [each.name for each in found]


async def view(office: SmallOffice, code: str) -> InvitationView:
    async with office.turn() as turn:
        (found,) = await turn.replies([InvitationByCode(hash_code(code))])
    assert isinstance(found, InvitationView)
    return found


async def test_people_are_chosen_by_unit_role_and_account(office: SmallOffice) -> None:
    await office.join(HOA)
    assert await names(office) == [THU, HOA, MINH, SON]
    assert await names(office, HOA_AN.id) == [THU, HOA, MINH]
    assert await names(office, HOA_AN.id, kind="reporter") == [HOA, MINH]
    assert await names(office, without_account=True) == [THU, MINH, SON]


async def test_who_has_no_role_any_more_is_not_invited(office: SmallOffice) -> None:
    async with office.database.writing() as connection:
        await end_role(connection, office.people[HOA], RoleKind.REPORTER, NAM_TUAN.id, NOW)
    assert await names(office) == [THU, MINH, SON]


async def test_a_new_code_is_for_its_person_unit_and_role_and_the_older_is_void(office: SmallOffice) -> None:
    async with office.database.writing() as connection:
        (minh,) = await load_invitable(connection, unit_id=BE_TRIEU.id)
        await store_invitations(
            connection, [Invitation(to=minh, code_hash=hash_code("kfm-4827"))], LATER, NOW
        )
    new, old, other = [await view(office, code) for code in ("kfm-4827", CODES[MINH], CODES[HOA])]
    assert (new.person.name, new.unit, new.role, new.used) == (MINH, BE_TRIEU, RoleKind.REPORTER, False)
    assert new.expires_at == LATER
    assert old.expires_at == NOW
    assert other.expires_at > NOW


async def test_a_used_code_stays_used(office: SmallOffice) -> None:
    await office.join(HOA)
    async with office.database.writing() as connection:
        (hoa,) = await load_invitable(connection, unit_id=NAM_TUAN.id)
        await store_invitations(connection, [Invitation(to=hoa, code_hash=hash_code("kfm-4827"))], LATER, NOW)
    old = await view(office, CODES[HOA])
    assert old.used
    assert old.expires_at > NOW


async def test_invitations_are_in_the_audit_without_a_name(office: SmallOffice) -> None:
    async with office.database.writing() as connection:
        (minh,) = await load_invitable(connection, unit_id=BE_TRIEU.id)
        await store_invitations(
            connection, [Invitation(to=minh, code_hash=hash_code("kfm-4827"))], LATER, NOW
        )
        rows = (await connection.execute(select(t.audit).where(t.audit.c.deed == "invited"))).all()
    assert [(row.subject_id, row.unit_id) for row in rows] == [(office.people[MINH], BE_TRIEU.id)]
    assert MINH not in str(rows)
