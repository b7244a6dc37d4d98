"""Counts of the stored data about a person, the first screen of `/dulieu`."""

from datetime import tzinfo
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.queries.personal_data import Holdings
from storage.database import schema as t
from storage.people.people import load_people
from storage.units.rows import unit_columns, unit_of


async def load_holdings(connection: AsyncConnection, person_id: int, zone: tzinfo) -> Holdings:
    """Return the counts for a joined person."""
    person = (await load_people(connection, t.people.c.id == person_id))[person_id]
    units = await connection.execute(
        select(*unit_columns()).where(t.units.c.id.in_({role.unit_id for role in person.roles}))
    )
    counts = (
        await connection.execute(
            select(
                select(func.min(t.accounts.c.joined_at))
                .where(t.accounts.c.person_id == person_id)
                .scalar_subquery()
                .label("joined_at"),
                _count(t.answers.c.person_id == person_id).label("answers"),
                _count(t.submissions.c.person_id == person_id).label("submissions"),
            )
        )
    ).one()
    return Holdings(
        person=person,
        units=tuple(unit_of(row) for row in units),
        joined_at=counts.joined_at.astimezone(zone),
        answers=counts.answers,
        submissions=counts.submissions,
    )


def _count(which: ColumnElement[bool]) -> Any:  # noqa: ANN401 -- SQLAlchemy's scalar subquery, whose type names its own internals
    return select(func.count()).where(which).scalar_subquery()
