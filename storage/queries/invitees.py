"""Expected people, looked up by invitation code or phone number."""

from collections.abc import Collection
from datetime import tzinfo
from typing import Any

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.people.person import WELCOMED_AS
from reporting.people.role import RoleKind
from reporting.queries.invitations import Expected, ExpectedByPhone, InvitationByCode, InvitationView
from storage.database import schema as t
from storage.people.join import load_owners
from storage.people.people import load_people
from storage.people.roles import active_role
from storage.units.current import load_office
from storage.units.rows import unit_columns, unit_of

_WELCOMED_AS = case({kind: place for place, kind in enumerate(WELCOMED_AS)}, value=t.roles.c.kind)


async def load_invitations(
    connection: AsyncConnection, queries: list[InvitationByCode], zone: tzinfo
) -> list[InvitationView | None]:
    """Return the invitation of each code; None for an unknown, used or expired code."""
    rows = await connection.execute(_invited({query.code_hash for query in queries}))
    found: dict[str, InvitationView] = {}
    roots: dict[int, str] = {}
    for row in rows.all():
        unit = unit_of(row)
        if unit.id not in roots:
            roots[unit.id] = (await load_office(connection, unit.id))[1]
        person = await load_people(connection, t.people.c.id == row.person_id)
        found[row.code_hash] = InvitationView(
            office=roots[unit.id],
            unit=unit,
            person=person[row.person_id],
            role=RoleKind(row.role),
            expires_at=row.expires_at.astimezone(zone),
            used=row.used_at is not None,
            for_account=row.for_account,
        )
    return [found.get(query.code_hash) for query in queries]


async def load_expected(connection: AsyncConnection, queries: list[ExpectedByPhone]) -> list[Expected | None]:
    """Return the expected person of each phone number; None if it has no owner or several."""
    owners = await load_owners(connection, {query.phone_hash for query in queries})
    people = await load_people(connection, t.people.c.id.in_(owners.values()))
    found: dict[str, Expected] = {}
    for phone_hash, person_id in owners.items():
        role = min(reversed(people[person_id].roles), key=lambda role: WELCOMED_AS.index(role.kind))
        unit, office = await load_office(connection, role.unit_id)
        found[phone_hash] = Expected(
            office=office,
            unit=unit,
            person=people[person_id],
            role=role.kind,
        )
    return [found.get(query.phone_hash) for query in queries]


def _invited(code_hashes: Collection[str]) -> Select[Any]:
    """Select the invitations with their roles; of several roles, the one named in the welcome comes last."""
    return (
        select(
            t.invitations.c.code_hash,
            t.invitations.c.person_id,
            t.invitations.c.expires_at,
            t.invitations.c.used_at,
            t.invitations.c.unit_id.is_(None).label("for_account"),
            t.roles.c.kind.label("role"),
            *unit_columns(),
        )
        .join(
            t.roles,
            and_(
                t.roles.c.person_id == t.invitations.c.person_id,
                active_role(),
                or_(
                    t.invitations.c.unit_id.is_(None),
                    and_(
                        t.roles.c.unit_id == t.invitations.c.unit_id,
                        t.roles.c.kind == t.invitations.c.kind,
                    ),
                ),
            ),
        )
        .join(t.units, t.units.c.id == t.roles.c.unit_id)
        .where(t.invitations.c.code_hash.in_(code_hashes))
        .order_by(_WELCOMED_AS.desc(), t.roles.c.id.desc())
    )
