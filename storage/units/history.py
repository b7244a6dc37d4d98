"""Loads and stores the register of units with its history."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, bindparam, delete, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.units.history import Life, Register, Span, Succession
from storage.database import schema as t

MANY = 5_000  # rows per statement, well below the databases' parameter limits


async def load_register(connection: AsyncConnection) -> Register:
    """Return all current and former units."""
    lives = await _lives(connection, true())
    rows = await connection.execute(
        select(t.unit_successions).order_by(t.unit_successions.c.on_day, t.unit_successions.c.old_id)
    )
    return Register(lives, map(_succession, rows))


async def load_ancestry(connection: AsyncConnection, unit_ids: Collection[int]) -> Register:
    """Return a register of these units and their predecessors, each with its history."""
    if not unit_ids:
        return Register()
    later = t.unit_successions.alias("later")
    start = select(t.unit_successions).where(t.unit_successions.c.new_id.in_(unit_ids))
    chain = start.cte("chain", recursive=True)
    chain = chain.union(select(later).join(chain, later.c.new_id == chain.c.old_id))
    successions = [_succession(row) for row in await connection.execute(select(chain))]
    wanted = {*unit_ids, *(each.old_id for each in successions)}
    return Register(await _lives(connection, t.units.c.id.in_(wanted)), successions)


async def store_register(connection: AsyncConnection, before: Register, after: Register) -> None:
    """Store the differences between two registers."""
    known = {life.id: life for life in before}
    added = [life for life in after if life.id not in known]
    changed = [life for life in after if life.id in known and known[life.id] != life]
    for part in _parts([_unit_row(life) for life in _parents_first(added)]):
        await connection.execute(t.units.insert(), part)
    rows = [{f"new_{name}": value for name, value in _unit_row(life).items()} for life in changed]
    for part in _parts(rows):
        await connection.execute(_updating(), part)
    for ids in _parts([life.id for life in changed]):
        await connection.execute(delete(t.unit_spans).where(t.unit_spans.c.unit_id.in_(ids)))
    for part in _parts([row for life in (*added, *changed) for row in _span_rows(life)]):
        await connection.execute(t.unit_spans.insert(), part)
    for part in _parts([_succession_row(each) for each in after.successions[len(before.successions) :]]):
        await connection.execute(t.unit_successions.insert(), part)


async def _lives(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Life]:
    spans: dict[int, list[Span]] = defaultdict(list)
    past = select(t.unit_spans).join(t.units, t.units.c.id == t.unit_spans.c.unit_id).where(which)
    for row in await connection.execute(past.order_by(t.unit_spans.c.unit_id, t.unit_spans.c.since)):
        spans[row.unit_id].append(
            Span(since=row.since, name=row.name, kind=row.kind, parent_id=row.parent_id)
        )
    rows = await connection.execute(select(t.units).where(which).order_by(t.units.c.id))
    return [_life(row, spans[row.id]) for row in rows]


def _life(row: Row[Any], spans: Sequence[Span]) -> Life:
    return Life(
        id=row.id,
        code=row.code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        traits=row.traits if isinstance(row.traits, dict) else json.loads(row.traits),
        spans=tuple(spans),
    )


def _succession(row: Row[Any]) -> Succession:
    return Succession(old_id=row.old_id, new_id=row.new_id, on=row.on_day)


def _unit_row(life: Life) -> dict[str, Any]:
    return {
        "id": life.id,
        "code": life.code,
        "name": life.newest.name,
        "kind": life.newest.kind,
        "parent_id": life.newest.parent_id,
        "valid_from": life.valid_from,
        "valid_to": life.valid_to,
        "traits": dict(life.traits),
    }


def _updating() -> Update:
    values: dict[Any, Any] = {
        column: bindparam(f"new_{column.name}") for column in t.units.c if not column.primary_key
    }
    return update(t.units).where(t.units.c.id == bindparam("new_id")).values(values)


def _span_rows(life: Life) -> Iterator[dict[str, Any]]:
    ends = [after.since - timedelta(days=1) for _, after in pairwise(life.spans)]
    for span, until in zip(life.spans, (*ends, date.max), strict=True):
        yield {
            "unit_id": life.id,
            "since": span.since,
            "until": until,
            "name": span.name,
            "kind": span.kind,
            "parent_id": span.parent_id,
        }


def _succession_row(each: Succession) -> dict[str, Any]:
    return {"old_id": each.old_id, "new_id": each.new_id, "on_day": each.on}


def _parents_first(lives: Sequence[Life]) -> list[Life]:
    """Sort units so that parents come first, because the database checks foreign keys row by row."""
    waiting = {life.id: life for life in lives}
    ordered: list[Life] = []
    for life in lives:
        line = []
        current = waiting.get(life.id)
        while current is not None:
            line.append(waiting.pop(current.id))
            current = waiting.get(current.newest.parent_id or 0)
        ordered += reversed(line)
    return ordered


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), MANY):
        yield rows[start : start + MANY]
