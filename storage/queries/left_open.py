"""Reports that were open when their round was closed: never submitted, or corrected and not resubmitted."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import schema as t
from storage.people.responsibility import answering
from storage.units.rows import is_submitted


async def load_left_open(
    connection: AsyncConnection, round_ids: Collection[int]
) -> Mapping[int, Mapping[int, datetime]]:
    """Return for each round the people with open reports, and when each joined."""
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    if not round_ids:
        return found
    own = answering()
    query = (
        select(t.reports.c.round_id, own.c.person_id, func.min(t.accounts.c.joined_at).label("joined_at"))
        .join(own, own.c.unit_id == t.reports.c.unit_id)
        .join(t.accounts, t.accounts.c.person_id == own.c.person_id)
        .where(t.reports.c.round_id.in_(round_ids), _is_open())
        .group_by(t.reports.c.round_id, own.c.person_id)
        .order_by(t.reports.c.round_id, own.c.person_id)
    )
    for row in await connection.execute(query):
        found[row.round_id][row.person_id] = row.joined_at
    return found


async def own_left_open(
    connection: AsyncConnection, person_id: int, round_ids: Collection[int]
) -> tuple[int, ...]:
    """Return a person's open reports of these closed rounds."""
    own = answering(t.roles.c.person_id == person_id)
    query = (
        select(t.reports.c.id)
        .join(own, own.c.unit_id == t.reports.c.unit_id)
        .where(t.reports.c.round_id.in_(round_ids), _is_open())
        .distinct()
        .order_by(t.reports.c.id)
    )
    return tuple((await connection.execute(query)).scalars())


def _is_open() -> ColumnElement[bool]:
    counted = (
        select(func.max(t.submissions.c.last_answer_id))
        .where(t.submissions.c.report_id == t.reports.c.id)
        .scalar_subquery()
    )
    later = select(t.answers.c.id).where(t.answers.c.report_id == t.reports.c.id, t.answers.c.id > counted)
    return or_(~is_submitted(), later.exists())
