"""What became of units: what they are called now, what took their place, what is above, what they still owe."""

from collections import defaultdict
from collections.abc import Collection
from itertools import chain

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.register import UnitStory
from reporting.units import Unit
from storage import schema as t
from storage.reports import unit_columns, unit_of


async def load_unit_stories(connection: AsyncConnection, unit_ids: Collection[int]) -> dict[int, UnitStory]:
    """Return the stories of these units; those that there are not are left out."""
    units = await _units(connection, unit_ids)
    taken = t.unit_successions.c
    heirs: dict[int, list[int]] = defaultdict(list)
    successions = select(taken.old_id, taken.new_id).where(taken.old_id.in_(unit_ids)).order_by(taken.new_id)
    for row in await connection.execute(successions):
        heirs[row.old_id].append(row.new_id)
    around = {each for each in chain(*heirs.values(), (unit.parent_id for unit in units.values())) if each}
    others = await _units(connection, around)
    owed = await _open_reports(connection, unit_ids)
    return {
        number: UnitStory(
            unit=unit,
            has_ended=unit.valid_to is not None,
            heirs=tuple(others[each] for each in heirs[number]),
            above=others.get(unit.parent_id or 0),
            open_reports=owed.get(number, 0),
        )
        for number, unit in units.items()
    }


async def _units(connection: AsyncConnection, unit_ids: Collection[int]) -> dict[int, Unit]:
    rows = await connection.execute(select(*unit_columns()).where(t.units.c.id.in_(unit_ids)))
    return {unit.id: unit for unit in map(unit_of, rows)}


async def _open_reports(connection: AsyncConnection, unit_ids: Collection[int]) -> dict[int, int]:
    """Return how many reports of open rounds each unit has not submitted."""
    submitted = select(t.submissions.c.id).where(t.submissions.c.report_id == t.reports.c.id).exists()
    rows = await connection.execute(
        select(t.reports.c.unit_id, func.count().label("owed"))
        .join(t.rounds, t.rounds.c.id == t.reports.c.round_id)
        .where(t.reports.c.unit_id.in_(unit_ids), t.rounds.c.closed_at.is_(None), ~submitted)
        .group_by(t.reports.c.unit_id)
    )
    return {row.unit_id: row.owed for row in rows}
