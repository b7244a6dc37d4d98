"""The tree of units: today's for permissions, the round day's for figures."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import schema as t


async def load_unit_paths(connection: AsyncConnection, unit_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return for each unit its own id and the ids of the units above it today, nearest first.

    The path of an ended unit leads over its successors, or over its former parent if it has none.
    """
    wanted = set(unit_ids)
    known: dict[int, _Step] = {}
    missing = wanted
    while missing:
        found = await _lines(connection, missing)
        known |= await _heirs(connection, found)
        missing = {above for step in known.values() for above in step.above} - known.keys()
    return {unit_id: _walk(unit_id, known) for unit_id in wanted & known.keys()}


async def load_units_below(
    connection: AsyncConnection, unit_ids: Collection[int], day: date
) -> dict[int, set[int]]:
    """Return for each unit the ids of itself and all units below it on that day.

    For a unit founded later, these are the predecessors of the unit and of those below it.
    """
    rows = await connection.execute(
        select(t.units.c.id).where(t.units.c.id.in_(unit_ids), t.units.c.valid_from > day)
    )
    later = set(rows.scalars())
    below = await _below(connection, set(unit_ids) - later, day)
    if later:
        today = await _below(connection, later, date.max)
        below |= await _with_origins(connection, today, day)
    return below


@dataclass(frozen=True, slots=True)
class _Step:
    """One step up the tree; `ended` means that successors may replace the unit."""

    above: tuple[int, ...]
    ended: bool


async def _lines(connection: AsyncConnection, unit_ids: Collection[int]) -> dict[int, _Step]:
    """Return these units and all their ancestors."""
    rows = await connection.execute(_upwards(), {"ids": list(unit_ids)})
    return {
        unit_id: _Step(() if parent_id is None else (parent_id,), valid_to is not None)
        for unit_id, parent_id, valid_to in rows.all()
    }


@cache
def _upwards() -> Select[Any]:
    """Select the units of `ids` and all their ancestors."""
    columns = t.units.c.id, t.units.c.parent_id, t.units.c.valid_to
    start = select(*columns).where(t.units.c.id.in_(bindparam("ids", expanding=True)))
    line = start.cte("line", recursive=True)
    above = t.units.alias("above")
    return select(
        line.union(
            select(above.c.id, above.c.parent_id, above.c.valid_to).join(line, above.c.id == line.c.parent_id)
        )
    )


async def load_heirs(connection: AsyncConnection, unit_ids: Collection[int]) -> Mapping[int, Sequence[int]]:
    """Return each unit's successors, by day of succession; units without any are omitted."""
    taken: dict[int, list[int]] = defaultdict(list)
    successions = t.unit_successions.c
    rows = await connection.execute(
        select(t.unit_successions)
        .where(successions.old_id.in_(unit_ids))
        .order_by(successions.on_day, successions.new_id)
    )
    for row in rows:
        taken[row.old_id].append(row.new_id)
    return dict(taken)


async def _heirs(connection: AsyncConnection, steps: Mapping[int, _Step]) -> dict[int, _Step]:
    """Replace ended units in steps by their successors, if any."""
    ended = [unit_id for unit_id, step in steps.items() if step.ended]
    if not ended:
        return dict(steps)
    taken = await load_heirs(connection, ended)
    return {**steps, **{unit_id: _Step(tuple(heirs), ended=True) for unit_id, heirs in taken.items()}}


def _walk(unit_id: int, steps: Mapping[int, _Step]) -> tuple[int, ...]:
    path: dict[int, None] = {}
    waiting = [unit_id]
    while waiting:
        current = waiting.pop(0)
        if current not in path:
            path[current] = None
            waiting += steps[current].above
    return tuple(path)


async def _below(connection: AsyncConnection, roots: Collection[int], day: date) -> dict[int, set[int]]:
    start = select(t.units.c.id.label("root_id"), t.units.c.id).where(t.units.c.id.in_(roots))
    below = start.cte("below", recursive=True)
    child = t.unit_spans.alias("child")
    below = below.union_all(
        select(below.c.root_id, child.c.unit_id)
        .join(child, child.c.parent_id == below.c.id)
        .where(child.c.since <= day, child.c.until >= day)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for row in await connection.execute(select(below)):
        found[row.root_id].add(row.id)
    return found


async def _with_origins(
    connection: AsyncConnection, below: Mapping[int, set[int]], day: date
) -> dict[int, set[int]]:
    """Add the units' predecessors that existed on that day."""
    start = select(t.units.c.id.label("heir_id"), t.units.c.id).where(
        t.units.c.id.in_(set().union(*below.values()))
    )
    origins = start.cte("origins", recursive=True)
    earlier = t.unit_successions.alias("earlier")
    origins = origins.union(
        select(origins.c.heir_id, earlier.c.old_id)
        .join(earlier, earlier.c.new_id == origins.c.id)
        .where(earlier.c.on_day > day)
    )
    came_from: dict[int, set[int]] = defaultdict(set)
    for row in await connection.execute(select(origins)):
        came_from[row.heir_id].add(row.id)
    return {root: set().union(*(came_from[unit_id] for unit_id in units)) for root, units in below.items()}
