"""The units that exist today, optionally with ended units that still have people."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.units.unit import Unit
from storage.database import schema as t
from storage.units.rows import unit_columns, unit_of
from storage.units.tree import load_unit_paths, load_units_below

_TODAY = t.units.c.valid_to.is_(None)
_PEOPLED = or_(
    _TODAY,
    select(t.roles.c.id).where(t.roles.c.unit_id == t.units.c.id, t.roles.c.until.is_(None)).exists(),
)


def exists(*, former: bool = False) -> ColumnElement[bool]:
    """Return the condition for an existing unit; `former` includes ended units with active roles.

    People with roles in an ended unit still finish its reports.
    """
    return _PEOPLED if former else _TODAY


async def load_units_today(connection: AsyncConnection, *, former: bool = False) -> tuple[Unit, ...]:
    """Return all units that exist today."""
    rows = await connection.execute(
        select(*unit_columns()).where(exists(former=former)).order_by(t.units.c.id)
    )
    return tuple(unit_of(row) for row in rows)


async def load_below_today(
    connection: AsyncConnection, unit_ids: Collection[int], *, former: bool = False
) -> tuple[Unit, ...]:
    """Return the existing units among these and all units below them."""
    below = await load_units_below(connection, unit_ids, date.max)
    every = set(unit_ids).union(*below.values())
    rows = await connection.execute(
        select(*unit_columns()).where(t.units.c.id.in_(every), exists(former=former)).order_by(t.units.c.id)
    )
    return tuple(unit_of(row) for row in rows)


OFFICE = "office"
"""The unit attribute that names the office collecting its reports: 'Phòng GD&ĐT huyện Hòa An'."""


async def load_office(connection: AsyncConnection, unit_id: int) -> tuple[Unit, str]:
    """Return a unit and the office of its nearest ancestor-or-self that has one; raises KeyError."""
    path = (await load_unit_paths(connection, [unit_id]))[unit_id]
    rows = await connection.execute(select(*unit_columns()).where(t.units.c.id.in_(path)))
    found = {unit.id: unit for unit in map(unit_of, rows)}
    offices = [found[each].traits[OFFICE] for each in path if OFFICE in found[each].traits]
    return found[unit_id], offices[0] if offices else found[path[-1]].full_name
