"""Adds units to the database."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.units.unit import Unit
from storage.database import schema as t


async def add_units(connection: AsyncConnection, units: Sequence[Unit]) -> None:
    """Add units, parents first. Each unit's attributes apply to its whole past."""
    await connection.execute(
        t.units.insert(),
        [
            {
                "id": unit.id,
                "code": unit.code,
                "name": unit.name,
                "kind": unit.kind,
                "parent_id": unit.parent_id,
                "valid_from": unit.valid_from,
                "valid_to": unit.valid_to,
                "traits": dict(unit.traits),
            }
            for unit in units
        ],
    )
    await connection.execute(
        t.unit_spans.insert(),
        [
            {
                "unit_id": unit.id,
                "since": date.min,
                "until": date.max,
                "name": unit.name,
                "kind": unit.kind,
                "parent_id": unit.parent_id,
            }
            for unit in units
        ],
    )
