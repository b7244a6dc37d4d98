"""Officers who blocked the bot while their units' reports are due, and the supervisors to notify."""

from datetime import datetime, tzinfo

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reminders.unreachable import UnreachableOfficer
from reporting.people.role import RoleKind
from reporting.units.unit import Unit
from storage.database import schema as t
from storage.people.roles import active_role
from storage.people.unattended_units import load_supervisors, nearest
from storage.units.rows import is_submitted, unit_columns, unit_of
from storage.units.tree import load_unit_paths


async def load_unreachable(connection: AsyncConnection, zone: tzinfo) -> tuple[UnreachableOfficer, ...]:
    """Return the unreachable reporters of due reports for each nearest supervisor."""
    rows = (await connection.execute(_shut_out())).all()
    paths = await load_unit_paths(connection, {row.unit_id for row in rows})
    supervisors = await load_supervisors(connection, {each for path in paths.values() for each in path})
    return tuple(
        UnreachableOfficer(
            supervisor_id=supervisor.id,
            officer_id=row.person_id,
            unit_id=row.unit_id,
            since=row.since.astimezone(zone),
        )
        for row in rows
        for supervisor in nearest(paths[row.unit_id], supervisors)
        if supervisor.id != row.person_id
    )


def _shut_out() -> Select[tuple[int, int, datetime]]:
    awaited = (
        select(t.reports.c.unit_id)
        .join(t.rounds, t.rounds.c.id == t.reports.c.round_id)
        .where(
            t.rounds.c.closed_at.is_(None),
            ~is_submitted(),
        )
    )
    return (
        select(t.roles.c.person_id, t.roles.c.unit_id, func.max(t.accounts.c.blocked_at).label("since"))
        .join(t.accounts, t.accounts.c.person_id == t.roles.c.person_id)
        .where(t.roles.c.kind == RoleKind.REPORTER, active_role(), t.roles.c.unit_id.in_(awaited))
        .group_by(t.roles.c.person_id, t.roles.c.unit_id)
        .having(func.count() == func.count(t.accounts.c.blocked_at))
        .order_by(t.roles.c.person_id, t.roles.c.unit_id)
    )


async def load_shut_out(connection: AsyncConnection, person_id: int, unit_id: int) -> tuple[str, Unit] | None:
    """Return an unreachable officer's name and unit, or None if an account reaches the officer again."""
    query = (
        select(t.people.c.name, *unit_columns())
        .join(t.roles, t.roles.c.person_id == t.people.c.id)
        .join(t.units, t.units.c.id == t.roles.c.unit_id)
        .where(
            t.people.c.id == person_id,
            t.units.c.id == unit_id,
            active_role(),
            ~select(t.accounts.c.person_id)
            .where(t.accounts.c.person_id == person_id, t.accounts.c.blocked_at.is_(None))
            .exists(),
        )
    )
    row = (await connection.execute(query)).first()
    return (row.name, unit_of(row)) if row else None
