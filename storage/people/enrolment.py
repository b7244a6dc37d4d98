"""Bulk enrolment: reads all people at once and applies the changes of a workbook."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from documents.loading.enrolment import Enrolled, EnrolmentChange, added_roles
from reporting.decisions.audit_events import AuditEvent
from reporting.people.role import Role, RoleKind
from reporting.units.unit import Unit
from storage.audit.audit import Entry, write_audit
from storage.database import schema as t
from storage.people.roles import give_role
from storage.units.rows import unit_columns, unit_of


async def load_enrolled(connection: AsyncConnection) -> list[Enrolled]:
    """Return all people who were not erased, with the roles that have not ended."""
    roles: dict[int, set[Role]] = defaultdict(set)
    for row in await connection.execute(select(t.roles).where(t.roles.c.until.is_(None))):
        roles[row.person_id].add(Role(RoleKind(row.kind), row.unit_id))
    erased = select(t.erasures.c.person_id).where(t.erasures.c.person_id == t.people.c.id).exists()
    people = await connection.execute(select(t.people).where(~erased).order_by(t.people.c.id))
    return [
        Enrolled(
            id=row.id,
            name=row.name,
            language=row.language,
            phone_hash=row.phone_hash,
            roles=frozenset(roles[row.id]),
        )
        for row in people
    ]


async def load_units_of_today(connection: AsyncConnection) -> list[Unit]:
    """Return the units that exist today, in the register's order."""
    rows = await connection.execute(
        select(*unit_columns()).where(t.units.c.valid_to.is_(None)).order_by(t.units.c.id)
    )
    return [unit_of(row) for row in rows]


async def store_enrolled(
    connection: AsyncConnection, changes: Sequence[EnrolmentChange], now: datetime
) -> None:
    """Store a workbook's new and changed people and their new roles."""
    entries: list[Entry] = []
    for change in changes:
        person_id = await _store(connection, change)
        for role in added_roles(change):
            await give_role(connection, person_id, role.kind, role.unit_id, now)
            entries.append(
                Entry(
                    deed=AuditEvent.ENROLLED,
                    subject_id=person_id,
                    unit_id=role.unit_id,
                    detail={"role": str(role.kind)},
                )
            )
    await write_audit(connection, entries, now)


async def _store(connection: AsyncConnection, change: EnrolmentChange) -> int:
    values = {
        "name": change.after.name,
        "language": change.after.language,
        "phone_hash": change.after.phone_hash,
    }
    if change.before is None:
        made = await connection.execute(t.people.insert().values(values).returning(t.people.c.id))
        return int(made.scalar_one())
    await connection.execute(update(t.people).where(t.people.c.id == change.before.id).values(values))
    return change.before.id
