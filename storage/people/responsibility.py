"""Which people report for which unit: its reporters, and for an ended unit the reporters of its successors.

`unit_tree.load_unit_paths` applies the same rule to permissions.
"""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, bindparam, func, select

from reporting.people.role import RoleKind
from storage.database import schema as t
from storage.people.roles import active_role


def answering(*which: ColumnElement[bool]) -> CTE:
    """Return rows of (person_id, unit_id, since) for the reporter roles that satisfy all conditions in `which`.

    A pair appears twice if two of the person's units succeeded the same unit.
    """
    start = select(t.roles.c.person_id, t.roles.c.unit_id, t.roles.c.since)
    held_by = start.where(t.roles.c.kind == RoleKind.REPORTER, active_role(), *which).cte(
        "answering", recursive=True
    )
    earlier = select(held_by.c.person_id, t.unit_successions.c.old_id, held_by.c.since)
    return held_by.union(
        earlier.join(t.unit_successions, t.unit_successions.c.new_id == held_by.c.unit_id).join(
            t.units, _is_over(t.unit_successions.c.old_id)
        )
    )


def answered_for(*which: ColumnElement[bool]) -> CTE:
    """Return rows of (unit_id, by_id): each unit that satisfies `which`, with itself and its successors."""
    start = select(t.units.c.id.label("unit_id"), t.units.c.id.label("by_id"))
    line = start.where(*which).cte("answered_for", recursive=True)
    later = select(line.c.unit_id, t.unit_successions.c.new_id)
    return line.union(
        later.join(t.unit_successions, t.unit_successions.c.old_id == line.c.by_id).join(
            t.units, _is_over(line.c.by_id)
        )
    )


def _is_over(unit_id: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(t.units.c.id == unit_id, t.units.c.valid_to.is_not(None))


def _own_reports() -> Select[Any]:
    own = answering(t.roles.c.person_id.in_(bindparam("people", expanding=True)))
    return (
        select(own.c.person_id, t.reports.c.id)
        .join(t.reports, t.reports.c.unit_id == own.c.unit_id)
        .join(t.rounds, t.rounds.c.id == t.reports.c.round_id)
        .where(t.rounds.c.closed_at.is_(None))
        .order_by(
            func.coalesce(t.reports.c.due_printed, t.rounds.c.due_printed), t.rounds.c.id, t.reports.c.id
        )
    )


def _reporters() -> Select[Any]:
    units = answered_for(t.units.c.id.in_(bindparam("units", expanding=True)))
    return (
        select(units.c.unit_id, t.roles.c.person_id)
        .join(t.roles, t.roles.c.unit_id == units.c.by_id)
        .where(
            t.roles.c.kind == RoleKind.REPORTER,
            active_role(),
            select(t.accounts.c.person_id)
            .where(t.accounts.c.person_id == t.roles.c.person_id, t.accounts.c.blocked_at.is_(None))
            .exists(),
        )
        .order_by(t.roles.c.id)
    )


OWN_REPORTS = _own_reports()
"""Takes `people`; returns (person_id, report id) of open rounds, earliest deadline first, possibly with duplicates."""

REACHED_REPORTERS = _reporters()
"""Takes `units`; returns (unit_id, person_id) of the responsible reporters who can be reached."""
