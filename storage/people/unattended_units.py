"""Units that would have no reporter after a person leaves, and the supervisors to notify."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.people.person import Person
from reporting.people.role import RoleKind
from reporting.queries.personal_data import UnitLeft
from storage.database import schema as t
from storage.people.roles import active_role
from storage.units.rows import unit_columns, unit_of
from storage.units.tree import load_unit_paths


async def load_units_left(connection: AsyncConnection, person_id: int) -> tuple[UnitLeft, ...]:
    """Return the units whose only reporter is this person, in the register's order."""
    others = t.roles.alias("others")
    rows = await connection.execute(
        select(*unit_columns())
        .join(t.roles, t.roles.c.unit_id == t.units.c.id)
        .where(
            t.roles.c.person_id == person_id,
            t.roles.c.kind == RoleKind.REPORTER,
            active_role(),
            ~select(others.c.id)
            .where(
                others.c.unit_id == t.units.c.id,
                others.c.kind == RoleKind.REPORTER,
                others.c.person_id != person_id,
                others.c.until.is_(None),
                others.c.suspended_at.is_(None),
            )
            .exists(),
        )
        .order_by(t.units.c.id)
    )
    units = [unit_of(row) for row in rows]
    paths = await load_unit_paths(connection, [unit.id for unit in units])
    supervisors = await load_supervisors(
        connection, {each for path in paths.values() for each in path}, but_for=person_id
    )
    return tuple(UnitLeft(unit=unit, supervisors=nearest(paths[unit.id], supervisors)) for unit in units)


async def load_supervisors(
    connection: AsyncConnection, unit_ids: Collection[int], *, but_for: int = 0
) -> dict[int, list[Person]]:
    """Return the supervisors of each of these units, without their roles."""
    rows = await connection.execute(
        select(t.roles.c.unit_id, t.people.c.id, t.people.c.name, t.people.c.language)
        .join(t.people, t.people.c.id == t.roles.c.person_id)
        .where(
            t.roles.c.kind == RoleKind.SUPERVISOR,
            active_role(),
            t.roles.c.unit_id.in_(unit_ids),
            t.people.c.id != but_for,
        )
        .order_by(t.people.c.id)
    )
    found: dict[int, list[Person]] = {}
    for row in rows:
        person = Person(id=row.id, name=row.name, language=row.language)
        found.setdefault(row.unit_id, []).append(person)
    return found


def nearest(path: Sequence[int], supervisors: dict[int, list[Person]]) -> tuple[Person, ...]:
    """Return the supervisors of the nearest supervised unit, from this one up."""
    return next((tuple(supervisors[each]) for each in path if each in supervisors), ())
