"""The replies to what administrators look up."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.people import RULES, Action, Person, RoleKind
from conversations.queries import Administrators, Query
from conversations.register import (
    Confirmers,
    DeletionById,
    DeletionView,
    FormAt,
    FormView,
    HashedPhones,
    Member,
    MemberAt,
    MemberView,
    NewCode,
    OpenDeletions,
    PeopleBelow,
    PeopledUnit,
    PersonPlace,
    PhonesTaken,
    PlannedRound,
    RoundPlan,
    StoredForms,
    Trail,
    UnitById,
    UnitsBelow,
    UnitsUnder,
    UnitView,
)
from reporting.units import Unit
from storage import accounts
from storage import schema as t
from storage.forms import FormShelf
from storage.reports import unit_columns, unit_of
from storage.roles import held
from storage.trail import load_trail
from storage.unit_tree import load_unit_paths, load_units_below

_KINDS = tuple(RoleKind)

_PEOPLED = or_(
    t.units.c.valid_to.is_(None),
    select(t.roles.c.id).where(t.roles.c.unit_id == t.units.c.id, t.roles.c.until.is_(None)).exists(),
)
"""A unit that exists today, or one that ended and whose people still have their roles: they finish their reports."""


class AdministrationReplies:
    """Answers the queries of administrators on one connection."""

    def __init__(
        self,
        connection: AsyncConnection,
        shelf: FormShelf,
        zone: tzinfo,
        hashed: Callable[[str], str] | None = None,
    ) -> None:
        self._connection = connection
        self._hashed = hashed
        self._shelf = shelf
        self._zone = zone
        self._single: dict[type[Query[Any]], Callable[[Any], Awaitable[Any]]] = {
            UnitById: lambda query: self._unit(query.unit_id, former=False),
            PeopledUnit: lambda query: self._unit(query.unit_id, former=True),
            MemberAt: self._member,
            UnitsBelow: lambda query: self._below(query.unit_ids, former=query.former),
            UnitsUnder: self._under,
            PeopleBelow: self._people_below,
            StoredForms: lambda query: self._forms(query.unit_id),
            FormAt: self._form,
            PlannedRound: self._planned,
            OpenDeletions: self._open_deletions,
            DeletionById: self._deletion,
            Confirmers: self._could_confirm,
            Trail: lambda query: load_trail(self._connection, query.report_id, self._zone),
            HashedPhones: self._hashed_phones,
            PhonesTaken: self._phones_taken,
            NewCode: self._code,
            Administrators: self._administrators,
        }
        self.kinds: dict[type[Query[Any]], Callable[[Any], Awaitable[list[Any]]]] = dict.fromkeys(
            self._single, self._answered
        )

    async def _answered(self, queries: list[Query[Any]]) -> list[Any]:
        return [await self._single[type(query)](query) for query in queries]

    async def _code(self, _query: NewCode) -> str:
        return accounts.new_code()

    async def _hashed_phones(self, query: HashedPhones) -> tuple[str, ...] | None:
        return tuple(map(self._hashed, query.numbers)) if self._hashed else None

    async def _phones_taken(self, query: PhonesTaken) -> frozenset[str]:
        known = t.people.c.phone_hash
        rows = await self._connection.execute(select(known).where(known.in_(query.phone_hashes)))
        return frozenset(rows.scalars())

    async def _administrators(self, _query: Administrators) -> tuple[Person, ...]:
        return await load_administrators(self._connection)

    async def _unit(self, unit_id: int, *, former: bool) -> UnitView | None:
        exists = _PEOPLED if former else t.units.c.valid_to.is_(None)
        query: Select[Any] = select(*unit_columns(), t.units.c.valid_to).where(
            t.units.c.id == unit_id, exists
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        path = (await load_unit_paths(self._connection, [unit_id]))[unit_id]
        return UnitView(
            unit=unit_of(row),
            unit_path=path,
            members=await self._members(unit_id),
            ended=row.valid_to is not None,
        )

    async def _member(self, query: MemberAt) -> MemberView | None:
        view = await self._unit(query.unit_id, former=True)
        if view is None:
            return None
        found = next((each for each in view.members if each.person_id == query.person_id), None)
        return MemberView(unit=view.unit, unit_path=view.unit_path, member=found) if found else None

    async def _members(self, unit_id: int) -> tuple[Member, ...]:
        joined = select(t.accounts.c.person_id).where(t.accounts.c.person_id == t.people.c.id).exists()
        rows = await self._connection.execute(
            select(
                t.people.c.id, t.people.c.name, t.roles.c.kind, t.roles.c.suspended_at, joined.label("joined")
            )
            .join(t.people, t.people.c.id == t.roles.c.person_id)
            .where(t.roles.c.unit_id == unit_id, t.roles.c.until.is_(None))
            .order_by(t.roles.c.id)
        )
        people: dict[int, list[Row[Any]]] = defaultdict(list)
        for row in rows:
            people[row.id].append(row)
        return tuple(
            Member(
                person_id=person_id,
                name=roles[0].name,
                roles=tuple(sorted((RoleKind(role.kind) for role in roles), key=_KINDS.index)),
                joined=bool(roles[0].joined),
                suspended=any(role.suspended_at is not None for role in roles),
            )
            for person_id, roles in people.items()
        )

    async def _below(self, unit_ids: Collection[int], *, former: bool = False) -> tuple[Unit, ...]:
        below = await load_units_below(self._connection, unit_ids, date.max)
        every = set(unit_ids).union(*below.values())
        rows = await self._connection.execute(
            select(*unit_columns())
            .where(t.units.c.id.in_(every), _PEOPLED if former else t.units.c.valid_to.is_(None))
            .order_by(t.units.c.id)
        )
        return tuple(unit_of(row) for row in rows)

    async def _under(self, query: UnitsUnder) -> tuple[Unit, ...]:
        under = and_(t.units.c.parent_id == query.unit_id, t.units.c.valid_to.is_(None))
        rows = await self._connection.execute(select(*unit_columns()).where(under).order_by(t.units.c.id))
        return tuple(unit_of(row) for row in rows)

    async def _people_below(self, query: PeopleBelow) -> tuple[PersonPlace, ...]:
        below = {unit.id for unit in await self._below(query.unit_ids, former=True)}
        rows = await self._connection.execute(
            select(t.people.c.id, t.people.c.name, t.roles.c.unit_id)
            .join(t.people, t.people.c.id == t.roles.c.person_id)
            .where(t.roles.c.unit_id.in_(below), t.roles.c.until.is_(None))
            .order_by(t.roles.c.unit_id, t.roles.c.id)
        )
        found = dict.fromkeys((row.id, row.name, row.unit_id) for row in rows)
        return tuple(
            PersonPlace(person_id=number, name=name, unit_id=unit_id) for number, name, unit_id in found
        )

    async def _forms(self, unit_id: int) -> tuple[FormView, ...]:
        """Return the newest of each form that was asked at the unit, above it or below it."""
        below = {unit.id for unit in await self._below([unit_id])}
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
        return tuple(FormView(hash=form.content_hash, title=form.title, unit_path=path) for form in forms)

    async def _form(self, query: FormAt) -> FormView | None:
        forms = await self._forms(query.unit_id)
        return next((form for form in forms if form.hash == query.form_hash), None)

    async def _planned(self, query: PlannedRound) -> RoundPlan:
        form_id = select(t.forms.c.form_id).where(t.forms.c.hash == query.form_hash).scalar_subquery()
        same = and_(t.rounds.c.unit_id == query.unit_id, t.rounds.c.form_id == form_id)
        rounds = (
            await self._connection.execute(
                select(t.rounds.c.id, t.rounds.c.period).where(same).order_by(t.rounds.c.period_start.desc())
            )
        ).all()
        below = await self._below([query.unit_id])
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
        """Return the units that a round asked, and all that took their place since."""
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

    async def _open_deletions(self, query: OpenDeletions) -> tuple[DeletionView, ...]:
        below = {unit.id for unit in await self._below(query.unit_ids)}
        return await self._deletions(t.deletions.c.unit_id.in_(below))

    async def _deletion(self, query: DeletionById) -> DeletionView | None:
        found = await self._deletions(t.deletions.c.id == query.deletion_id)
        return found[0] if found else None

    async def _deletions(self, which: Any) -> tuple[DeletionView, ...]:  # noqa: ANN401 -- a condition of either shape
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
        return tuple([await self._deletion_view(row) for row in rows.all()])

    async def _deletion_view(self, row: Row[Any]) -> DeletionView:
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

    async def _could_confirm(self, query: Confirmers) -> frozenset[int]:
        path = (await load_unit_paths(self._connection, [query.unit_id]))[query.unit_id]
        rows = await self._connection.execute(
            select(t.roles.c.person_id).where(
                t.roles.c.kind.in_(RULES[Action.CONFIRM_DELETION]),
                t.roles.c.unit_id.in_(path),
                held(),
                t.roles.c.person_id != query.person_id,
            )
        )
        return frozenset(rows.scalars())

    async def _confirmers(self, row: Row[Any], path: Collection[int]) -> frozenset[int]:
        """Return who administers the unit since before the proposal and is not who made it, by number too."""
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


async def load_administrators(connection: AsyncConnection) -> tuple[Person, ...]:
    """Return everybody who holds the role of an administrator anywhere."""
    rows = await connection.execute(
        select(t.people.c.id, t.people.c.name, t.people.c.language)
        .where(
            t.people.c.id.in_(
                select(t.roles.c.person_id).where(t.roles.c.kind == RoleKind.ADMINISTRATOR, held())
            )
        )
        .order_by(t.people.c.id)
    )
    return tuple(Person(id=row.id, name=row.name, language=row.language) for row in rows)


async def load_units_today(connection: AsyncConnection, *, former: bool = False) -> tuple[Unit, ...]:
    """Return every unit that exists today; with `former` those too that ended with people still in them."""
    exists = _PEOPLED if former else t.units.c.valid_to.is_(None)
    rows = await connection.execute(select(*unit_columns()).where(exists).order_by(t.units.c.id))
    return tuple(unit_of(row) for row in rows)
