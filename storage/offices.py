"""The office that a unit's reports go to."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.units import Unit
from storage import schema as t
from storage.reports import unit_columns, unit_of
from storage.unit_tree import load_unit_paths

OFFICE = "office"
"""The trait of a unit that names the office collecting its reports: 'Phòng GD&ĐT huyện Hòa An'."""


async def load_office(connection: AsyncConnection, unit_id: int) -> tuple[Unit, str]:
    """Return a unit, and the office of the nearest unit from this one up that has one; raises KeyError for none."""
    path = (await load_unit_paths(connection, [unit_id]))[unit_id]
    rows = await connection.execute(select(*unit_columns()).where(t.units.c.id.in_(path)))
    found = {unit.id: unit for unit in map(unit_of, rows)}
    offices = [found[each].traits[OFFICE] for each in path if OFFICE in found[each].traits]
    return found[unit_id], offices[0] if offices else found[path[-1]].full_name
