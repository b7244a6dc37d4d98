"""One-time invitation codes. The database keeps only their hashes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.decisions.audit_events import AuditEvent
from reporting.people.role import Role, RoleKind
from storage.audit.audit import Entry, write_audit
from storage.database import schema as t
from storage.people.roles import active_role
from storage.units.tree import load_units_below

MANY = 5_000  # rows per statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitable:
    """A person with an active role, who can be invited."""

    person_id: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """The hash of a code issued to a person for a role."""

    to: Invitable
    code_hash: str


async def load_invitable(
    connection: AsyncConnection,
    *,
    unit_id: int | None = None,
    kind: RoleKind | None = None,
    without_account: bool = False,
) -> list[Invitable]:
    """Return the holders of roles at a unit and below, in the units' order.

    `kind` selects one role; `without_account` selects people who have not joined.
    """
    query = (
        select(t.people.c.id, t.people.c.name, t.roles.c.kind, t.roles.c.unit_id)
        .join(t.roles, t.roles.c.person_id == t.people.c.id)
        .where(active_role())
        .order_by(t.roles.c.unit_id, t.roles.c.id)
    )
    if kind is not None:
        query = query.where(t.roles.c.kind == kind)
    if without_account:
        account = select(t.accounts.c.person_id).where(t.accounts.c.person_id == t.people.c.id)
        query = query.where(~account.exists())
    below = (await load_units_below(connection, [unit_id], date.max))[unit_id] if unit_id else None
    return [
        Invitable(person_id=row.id, name=row.name, role=Role(RoleKind(row.kind), row.unit_id))
        for row in await connection.execute(query)
        if below is None or row.unit_id in below
    ]


async def store_invitations(
    connection: AsyncConnection, invitations: Sequence[Invitation], expires_at: datetime, now: datetime
) -> None:
    """Store new codes. Older unused codes of the same people expire now."""
    await expire_codes(connection, {each.to.person_id for each in invitations}, now)
    if invitations:
        await connection.execute(
            t.invitations.insert(),
            [
                {
                    "code_hash": each.code_hash,
                    "person_id": each.to.person_id,
                    "unit_id": each.to.role.unit_id,
                    "kind": each.to.role.kind,
                    "expires_at": expires_at,
                }
                for each in invitations
            ],
        )
    entries = [
        Entry(
            deed=AuditEvent.INVITED,
            subject_id=each.to.person_id,
            unit_id=each.to.role.unit_id,
            detail={"role": str(each.to.role.kind)},
        )
        for each in invitations
    ]
    await write_audit(connection, entries, now)


async def expire_codes(connection: AsyncConnection, people: Collection[int], now: datetime) -> None:
    """Expire the unused codes of these people."""
    ids = sorted(people)
    for first in range(0, len(ids), MANY):
        await connection.execute(
            update(t.invitations)
            .where(
                t.invitations.c.person_id.in_(ids[first : first + MANY]),
                t.invitations.c.used_at.is_(None),
                t.invitations.c.expires_at > now,
            )
            .values(expires_at=now)
        )


async def invite(
    connection: AsyncConnection,
    person_id: int,
    code_hash: str,
    expires_at: datetime,
    *,
    role: Role | None = None,
) -> None:
    """Store a person's invitation by its code's hash; `role` is the role for which the code is issued."""
    await connection.execute(
        t.invitations.insert().values(
            code_hash=code_hash,
            person_id=person_id,
            expires_at=expires_at,
            kind=role.kind if role else None,
            unit_id=role.unit_id if role else None,
        )
    )
