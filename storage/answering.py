"""Who answers for which unit: its own reporters, and for one that has ended those of the units that took its place.

So it is too for who may answer, see `unit_tree.load_unit_paths`.
"""

from collections.abc import Collection

from sqlalchemy import CTE, ColumnElement, and_, select

from conversations.people import RoleKind
from storage import schema as t
from storage.roles import held


def answering(*which: ColumnElement[bool]) -> CTE:
    """Return rows of (person_id, unit_id, since) for the roles of reporters that fulfil all of `which`.

    A pair is there twice where both of a person's units took one's place.
    """
    start = select(t.roles.c.person_id, t.roles.c.unit_id, t.roles.c.since)
    held_by = start.where(t.roles.c.kind == RoleKind.REPORTER, held(), *which).cte(
        "answering", recursive=True
    )
    earlier = select(held_by.c.person_id, t.unit_successions.c.old_id, held_by.c.since)
    return held_by.union(
        earlier.join(t.unit_successions, t.unit_successions.c.new_id == held_by.c.unit_id).join(
            t.units, _is_over(t.unit_successions.c.old_id)
        )
    )


def answered_for(unit_ids: Collection[int]) -> CTE:
    """Return rows of (unit_id, by_id): each of these units with itself and with those that took its place."""
    start = select(t.units.c.id.label("unit_id"), t.units.c.id.label("by_id"))
    line = start.where(t.units.c.id.in_(unit_ids)).cte("answered_for", recursive=True)
    later = select(line.c.unit_id, t.unit_successions.c.new_id)
    return line.union(
        later.join(t.unit_successions, t.unit_successions.c.old_id == line.c.by_id).join(
            t.units, _is_over(line.c.by_id)
        )
    )


def _is_over(unit_id: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(t.units.c.id == unit_id, t.units.c.valid_to.is_not(None))
