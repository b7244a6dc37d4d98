"""Converts rows of the units table to units."""

import json
from typing import Any

from sqlalchemy import Exists, Row, select

from reporting.units.unit import Unit
from storage.database import schema as t


def unit_of(row: Row[Any]) -> Unit:
    """Return the unit of a row of `unit_columns`."""
    return Unit(
        id=row.unit_id,
        code=row.unit_code,
        name=row.unit_name,
        kind=row.unit_kind,
        parent_id=row.unit_parent_id,
        valid_from=row.unit_valid_from,
        valid_to=row.unit_valid_to,
        traits=row.unit_traits if isinstance(row.unit_traits, dict) else json.loads(row.unit_traits),
    )


def unit_columns() -> tuple[Any, ...]:
    """Return a unit's columns, labelled for `unit_of`."""
    return tuple(column.label(f"unit_{column.name}") for column in t.units.c)


def is_submitted() -> Exists:
    """Return the condition on `reports` for a report submitted at least once."""
    return select(t.submissions.c.id).where(t.submissions.c.report_id == t.reports.c.id).exists()
