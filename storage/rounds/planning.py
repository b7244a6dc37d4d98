"""The options for a new round: the forms known at a unit, and the units that would take part."""

from collections.abc import Iterable

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.people.role import RoleKind
from reporting.queries.rounds import FormAt, FormView, PlannedRound, RoundPlan
from reporting.units.unit import Unit
from storage.database import schema as t
from storage.rounds.forms import FormShelf
from storage.units.current import load_below_today
from storage.units.tree import load_unit_paths


class Openings:
    """Queries about rounds that could be opened, on one connection."""

    def __init__(self, connection: AsyncConnection, shelf: FormShelf) -> None:
        self._connection = connection
        self._shelf = shelf

    async def forms(self, unit_id: int) -> tuple[FormView, ...]:
        """Return the newest version of each form used at the unit, above it or below it."""
        below = {unit.id for unit in await load_below_today(self._connection, [unit_id])}
        if unit_id not in below:
            return ()
        path = (await load_unit_paths(self._connection, [unit_id]))[unit_id]
        asked = select(t.rounds.c.form_id).where(t.rounds.c.unit_id.in_({*path, *below}))
        rows = await self._connection.execute(
            select(t.forms.c.hash, t.forms.c.form_id)
            .where(t.forms.c.form_id.in_(asked))
            .order_by(t.forms.c.stored_at.desc(), t.forms.c.form_id)
        )
        newest: dict[str, str] = {}
        for row in rows:
            newest.setdefault(row.form_id, row.hash)
        forms = [await self._shelf.take(self._connection, content_hash) for content_hash in newest.values()]
        return tuple(
            FormView(hash=form.content_hash, title=form.title, unit_path=path, warnings=form.warnings)
            for form in forms
        )

    async def form(self, query: FormAt) -> FormView | None:
        """Return a form that can be used at a unit."""
        forms = await self.forms(query.unit_id)
        return next((form for form in forms if form.hash == query.form_hash), None)

    async def plan(self, query: PlannedRound) -> RoundPlan:
        """Return a preview of a round."""
        form_id = select(t.forms.c.form_id).where(t.forms.c.hash == query.form_hash).scalar_subquery()
        same = and_(t.rounds.c.unit_id == query.unit_id, t.rounds.c.form_id == form_id)
        rounds = (
            await self._connection.execute(
                select(t.rounds.c.id, t.rounds.c.period).where(same).order_by(t.rounds.c.period_start.desc())
            )
        ).all()
        below = await load_below_today(self._connection, [query.unit_id])
        reporting = await self._reporting(below)
        asked = reporting | (await self._asked(rounds[0].id) if rounds else set())
        units = tuple(unit for unit in below if unit.id in asked)
        kinds = {unit.kind for unit in units}
        return RoundPlan(
            units=units,
            exists=any(each.period == query.period for each in rounds),
            unmanned=tuple(unit for unit in below if unit.kind in kinds and unit.id not in reporting),
        )

    async def _asked(self, round_id: int) -> set[int]:
        """Return the round's units and all their successors."""
        asked = select(t.reports.c.unit_id).where(t.reports.c.round_id == round_id)
        line = asked.cte("line", recursive=True)
        taken = t.unit_successions.c
        line = line.union(select(taken.new_id).join(line, taken.old_id == line.c.unit_id))
        return set((await self._connection.execute(select(line.c.unit_id))).scalars())

    async def _reporting(self, units: Iterable[Unit]) -> set[int]:
        rows = await self._connection.execute(
            select(t.roles.c.unit_id).where(
                t.roles.c.kind == RoleKind.REPORTER,
                t.roles.c.until.is_(None),
                t.roles.c.unit_id.in_({unit.id for unit in units}),
            )
        )
        return set(rows.scalars())
