"""The query handlers for administrators."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import tzinfo
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.people.member import Member
from reporting.people.person import Person
from reporting.people.role import RoleKind
from reporting.queries.audit import Trail
from reporting.queries.decided_since import DecidedSince
from reporting.queries.deletions import Confirmers, DeletionById, OpenDeletions
from reporting.queries.invitations import NewCode
from reporting.queries.letters import AllLetters, LetterView
from reporting.queries.people import HashedPhones, MemberAt, MemberView, PeopleBelow, PersonPlace, PhonesTaken
from reporting.queries.personal_data import Administrators
from reporting.queries.query import Query
from reporting.queries.rounds import FormAt, PlannedRound, StoredForms
from reporting.queries.units import PeopledUnit, UnitById, UnitsBelow, UnitsUnder, UnitView
from reporting.units.unit import Unit
from storage.database import schema as t
from storage.people import accounts
from storage.people.people import load_administrators
from storage.queries.decided_since import load_overtaken
from storage.queries.report_history import load_trail
from storage.rounds.deletions import Deletions
from storage.rounds.forms import FormShelf
from storage.rounds.letters import load_letters
from storage.rounds.planning import Openings
from storage.units.current import exists, load_below_today
from storage.units.rows import unit_columns, unit_of
from storage.units.stories import load_unit_stories
from storage.units.tree import load_unit_paths

_KINDS = tuple(RoleKind)


class AdministrationReplies:
    """Answers administrators' queries on one connection."""

    def __init__(
        self,
        connection: AsyncConnection,
        shelf: FormShelf,
        zone: tzinfo,
        hashed: Callable[[str], str] | None = None,
    ) -> None:
        self._connection = connection
        self._hashed = hashed
        openings, deletions = Openings(connection, shelf), Deletions(connection, zone)
        self.kinds: dict[type[Query[Any]], Callable[[Any], Awaitable[Any]]] = {
            UnitById: lambda query: self._unit(query.unit_id, former=False),
            PeopledUnit: lambda query: self._unit(query.unit_id, former=True),
            MemberAt: self._member,
            UnitsBelow: lambda query: load_below_today(connection, query.unit_ids, former=query.former),
            UnitsUnder: self._under,
            PeopleBelow: self._people_below,
            AllLetters: self._letters,
            StoredForms: lambda query: openings.forms(query.unit_id),
            FormAt: openings.form,
            PlannedRound: openings.plan,
            OpenDeletions: lambda query: deletions.open_below(query.unit_ids),
            DeletionById: lambda query: deletions.one(query.deletion_id),
            Confirmers: lambda query: deletions.possible_confirmers(query.unit_id, query.person_id),
            Trail: lambda query: load_trail(connection, query.report_id, zone),
            HashedPhones: self._hashed_phones,
            PhonesTaken: self._phones_taken,
            NewCode: self._code,
            DecidedSince: lambda query: load_overtaken(connection, query, zone),
            Administrators: self._administrators,
        }

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

    async def _letters(self, _: AllLetters) -> tuple[LetterView, ...]:
        letters = await load_letters(self._connection)
        rows = await self._connection.execute(
            select(t.rounds.c.letter_id, t.rounds.c.id)
            .where(t.rounds.c.letter_id.in_([each.id for each in letters]))
            .order_by(t.rounds.c.id)
        )
        rounds: dict[int, list[int]] = {}
        for row in rows:
            rounds.setdefault(row.letter_id, []).append(row.id)
        units = await self._connection.execute(
            select(*unit_columns()).where(t.units.c.id.in_({each.unit_id for each in letters}))
        )
        known = {unit.id: unit for unit in map(unit_of, units)}
        return tuple(
            LetterView(letter=each, unit=known[each.unit_id], round_ids=tuple(rounds.get(each.id, ())))
            for each in letters
        )

    async def _unit(self, unit_id: int, *, former: bool) -> UnitView | None:
        query: Select[Any] = select(*unit_columns(), t.units.c.valid_to).where(
            t.units.c.id == unit_id, exists(former=former)
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
        if found is None:
            return None
        stories = await load_unit_stories(self._connection, [view.unit.id]) if view.ended else {}
        return MemberView(
            unit=view.unit, unit_path=view.unit_path, member=found, story=stories.get(view.unit.id)
        )

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

    async def _under(self, query: UnitsUnder) -> tuple[Unit, ...]:
        under = and_(t.units.c.parent_id == query.unit_id, exists())
        rows = await self._connection.execute(select(*unit_columns()).where(under).order_by(t.units.c.id))
        return tuple(unit_of(row) for row in rows)

    async def _people_below(self, query: PeopleBelow) -> tuple[PersonPlace, ...]:
        below = {unit.id for unit in await load_below_today(self._connection, query.unit_ids, former=True)}
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
