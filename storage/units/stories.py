"""Unit summaries: current name, successors, parent, and open reports."""

from collections.abc import Collection
from itertools import chain

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.queries.units import UnitStory
from reporting.units.unit import Unit
from storage.database import schema as t
from storage.units.rows import is_submitted, unit_columns, unit_of
from storage.units.tree import load_heirs


async def load_unit_stories(connection: AsyncConnection, unit_ids: Collection[int]) -> dict[int, UnitStory]:
    """Return the summaries of these units; unknown units are omitted."""
    units = await _units(connection, unit_ids)
    heirs = await load_heirs(connection, unit_ids)
    around = {each for each in chain(*heirs.values(), (unit.parent_id for unit in units.values())) if each}
    others = await _units(connection, around)
    owed = await _open_reports(connection, unit_ids)
    return {
        number: UnitStory(
            unit=unit,
            has_ended=unit.valid_to is not None,
            heirs=tuple(others[each] for each in heirs.get(number, ())),
            above=others.get(unit.parent_id or 0),
            open_reports=owed.get(number, 0),
        )
        for number, unit in units.items()
    }


async def _units(connection: AsyncConnection, unit_ids: Collection[int]) -> dict[int, Unit]:
    rows = await connection.execute(select(*unit_columns()).where(t.units.c.id.in_(unit_ids)))
    return {unit.id: unit for unit in map(unit_of, rows)}


async def _open_reports(connection: AsyncConnection, unit_ids: Collection[int]) -> dict[int, int]:
    """Return the number of unsubmitted reports of open rounds for each unit."""
    rows = await connection.execute(
        select(t.reports.c.unit_id, func.count().label("owed"))
        .join(t.rounds, t.rounds.c.id == t.reports.c.round_id)
        .where(t.reports.c.unit_id.in_(unit_ids), t.rounds.c.closed_at.is_(None), ~is_submitted())
        .group_by(t.reports.c.unit_id)
    )
    return {row.unit_id: row.owed for row in rows}
