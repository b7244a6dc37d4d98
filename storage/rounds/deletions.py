"""Proposed deletions that wait for confirmation by a second administrator."""

from collections.abc import Collection
from datetime import tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.people.permissions import RULES, Action
from reporting.queries.deletions import DeletionView
from storage.database import schema as t
from storage.people.roles import active_role
from storage.units.current import load_below_today
from storage.units.rows import unit_columns, unit_of
from storage.units.tree import load_unit_paths


class Deletions:
    """The pending deletions, as the dialogues' model represents them."""

    def __init__(self, connection: AsyncConnection, zone: tzinfo) -> None:
        self._connection = connection
        self._zone = zone

    async def open_below(self, unit_ids: Collection[int]) -> tuple[DeletionView, ...]:
        """Return the pending deletions at these units or below, oldest first."""
        below = {unit.id for unit in await load_below_today(self._connection, unit_ids)}
        return await self._open(t.deletions.c.unit_id.in_(below))

    async def one(self, deletion_id: int) -> DeletionView | None:
        """Return a pending deletion."""
        found = await self._open(t.deletions.c.id == deletion_id)
        return found[0] if found else None

    async def possible_confirmers(self, unit_id: int, proposer: int) -> frozenset[int]:
        """Return the administrators of the unit other than the proposer."""
        path = (await load_unit_paths(self._connection, [unit_id]))[unit_id]
        rows = await self._connection.execute(
            select(t.roles.c.person_id).where(
                t.roles.c.kind.in_(RULES[Action.CONFIRM_DELETION]),
                t.roles.c.unit_id.in_(path),
                active_role(),
                t.roles.c.person_id != proposer,
            )
        )
        return frozenset(rows.scalars())

    async def _open(self, which: ColumnElement[bool]) -> tuple[DeletionView, ...]:
        proposer, person = t.people.alias("proposer"), t.people.alias("person")
        rows = await self._connection.execute(
            select(
                t.deletions.c.id,
                t.deletions.c.round_id,
                t.deletions.c.proposed_by,
                t.deletions.c.proposed_at,
                t.deletions.c.expires_at,
                proposer.c.name.label("proposer"),
                proposer.c.phone_hash,
                person.c.name.label("person"),
                t.rounds.c.title,
                *unit_columns(),
            )
            .join(proposer, proposer.c.id == t.deletions.c.proposed_by)
            .join(t.units, t.units.c.id == t.deletions.c.unit_id)
            .outerjoin(person, person.c.id == t.deletions.c.person_id)
            .outerjoin(t.rounds, t.rounds.c.id == t.deletions.c.round_id)
            .where(
                which,
                t.deletions.c.settled_at.is_(None),
                or_(t.deletions.c.round_id.is_not(None), t.deletions.c.person_id.is_not(None)),
            )
            .order_by(t.deletions.c.id)
        )
        return tuple([await self._view(row) for row in rows.all()])

    async def _view(self, row: Row[Any]) -> DeletionView:
        path = (await load_unit_paths(self._connection, [row.unit_id]))[row.unit_id]
        return DeletionView(
            id=row.id,
            unit=unit_of(row),
            unit_path=path,
            of_round=row.round_id is not None,
            title=row.title or row.person,
            proposed_by=row.proposer,
            proposed_at=row.proposed_at.astimezone(self._zone),
            expires_at=row.expires_at.astimezone(self._zone),
            confirmers=await self._confirmers(row, path),
        )

    async def _confirmers(self, row: Row[Any], path: Collection[int]) -> frozenset[int]:
        """Return the unit's administrators since before the proposal, without the proposer's registrations."""
        other_phone = or_(
            t.people.c.phone_hash.is_(None), t.people.c.phone_hash != func.coalesce(row.phone_hash, "")
        )
        found = await self._connection.execute(
            select(t.roles.c.person_id)
            .join(t.people, t.people.c.id == t.roles.c.person_id)
            .where(
                t.roles.c.kind.in_(RULES[Action.CONFIRM_DELETION]),
                t.roles.c.unit_id.in_(path),
                t.roles.c.until.is_(None),
                t.roles.c.suspended_at.is_(None),
                t.roles.c.since < row.proposed_at,
                t.roles.c.person_id != row.proposed_by,
                other_phone,
            )
        )
        return frozenset(found.scalars())
