"""The replies to what dialogues ask: all queries of one kind, of all chats in the turn, in one go."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.accounts import Accounts, OwnAccounts
from conversations.people import WELCOMED_AS, Action, RoleKind
from conversations.queries import (
    AllowedGroup,
    Expected,
    ExpectedByPhone,
    Holdings,
    InvitationByCode,
    InvitationView,
    OwnHoldings,
    OwnReports,
    Query,
    ReportById,
    ReportView,
    RoundBelow,
    RoundView,
    SupervisedRounds,
    UnitProgress,
    UnitsLeft,
    WrongCodes,
)
from conversations.register import OpenRounds, RoundOf
from reporting.reports import Report
from storage import schema as t
from storage.accounts import load_accounts
from storage.administration import AdministrationReplies
from storage.answering import OWN_REPORTS, REACHED_REPORTERS
from storage.forms import FormShelf
from storage.groups import find_group
from storage.offices import load_office
from storage.people import load_people
from storage.receiving import count_wrong_codes, load_owners
from storage.reports import (
    load_previous,
    load_reports,
    previous_of,
    round_columns,
    round_of,
    unit_columns,
    unit_of,
)
from storage.roles import held
from storage.unit_tree import load_unit_paths, load_units_below
from storage.units_left import load_units_left

_WELCOMED_AS = case({kind: place for place, kind in enumerate(WELCOMED_AS)}, value=t.roles.c.kind)


class Replies:
    """Answers queries on one connection; times come back in the office's zone.

    `hashed` makes phone numbers what is kept of them, None where no key is set.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        shelf: FormShelf,
        zone: tzinfo,
        hashed: Callable[[str], str] | None = None,
    ) -> None:
        self._connection = connection
        self._shelf = shelf
        self._zone = zone
        self._kinds: dict[type[Query[Any]], Callable[[Any], Awaitable[list[Any]]]] = {
            OwnReports: self._own_reports,
            ReportById: self._report_by_id,
            SupervisedRounds: self._supervised_rounds,
            RoundBelow: self._round_below,
            InvitationByCode: self._invitations,
            ExpectedByPhone: self._expected,
            OwnHoldings: self._holdings,
            UnitsLeft: _each(lambda query: load_units_left(connection, query.person_id)),
            AllowedGroup: _each(lambda query: find_group(connection, query.group)),
            WrongCodes: _each(lambda query: count_wrong_codes(connection, query.since)),
            RoundOf: self._round_of,
            OpenRounds: self._every_open_round,
            **AdministrationReplies(connection, shelf, zone, hashed).kinds,
            OwnAccounts: self._accounts,
        }

    async def to(self, queries: Sequence[Query[Any]]) -> list[Any]:
        """Return the replies in the order of the queries."""
        replies: dict[int, Any] = {}
        by_kind: dict[type[Query[Any]], list[int]] = defaultdict(list)
        for place, query in enumerate(queries):
            by_kind[type(query)].append(place)
        for kind, places in by_kind.items():
            found = await self._kinds[kind]([queries[place] for place in places])
            replies.update(zip(places, found, strict=True))
        return [replies[place] for place in range(len(queries))]

    async def views(self, ids: Collection[int]) -> dict[int, ReportView]:
        """Return the reports of these ids with their forms and their previous reports."""
        reports = await load_reports(self._connection, ids, self._zone)
        previous = await load_previous(self._connection, ids)
        paths = await load_unit_paths(self._connection, {report.unit.id for report in reports.values()})
        return {
            report.id: ReportView(
                report=report,
                form=await self._shelf.take(self._connection, report.round.form_hash),
                unit_path=paths[report.unit.id],
                previous=previous_of(previous.get(report.id)),
            )
            for report in reports.values()
        }

    async def _report_by_id(self, queries: list[ReportById]) -> list[ReportView | None]:
        views = await self.views({query.report_id for query in queries})
        return [views.get(query.report_id) for query in queries]

    async def _own_reports(self, queries: list[OwnReports]) -> list[tuple[ReportView, ...]]:
        people = {query.person_id for query in queries}
        rows = await self._connection.execute(OWN_REPORTS, {"people": list(people)})
        ids: dict[int, dict[int, None]] = defaultdict(dict)
        for row in rows:
            ids[row.person_id][row.id] = None
        views = await self.views({each for found in ids.values() for each in found})
        return [tuple(views[each] for each in ids[query.person_id]) for query in queries]

    async def _supervised_rounds(self, queries: list[SupervisedRounds]) -> list[tuple[RoundView, ...]]:
        return [await self._rounds_below(query.person_id) for query in queries]

    async def overseen(self, person_id: int, round_id: int, unit_id: int | None) -> RoundView | None:
        """Return a round, closed or not, as somebody sees it from a unit that they oversee (None: from the first)."""
        for each in await self._overseen_units(person_id):
            if unit_id in (None, each) and (views := await self._rounds(each, t.rounds.c.id == round_id)):
                return views[0]
        return None

    async def _rounds_below(self, person_id: int) -> tuple[RoundView, ...]:
        units = await self._overseen_units(person_id)
        return tuple([view for unit_id in units for view in await self._open_rounds(unit_id)])

    async def _overseen_units(self, person_id: int) -> list[int]:
        """Return the units that somebody oversees, without those below another of them."""
        person = (await load_people(self._connection, t.people.c.id == person_id)).get(person_id)
        units = person.units_for(Action.OVERSEE) if person else ()
        paths = await load_unit_paths(self._connection, units)
        return sorted(each for each in units if not set(paths[each][1:]) & set(units))

    async def _round_below(self, queries: list[RoundBelow]) -> list[RoundView | None]:
        found = [await self._open_rounds(query.unit_id, t.rounds.c.id == query.round_id) for query in queries]
        return [views[0] if views else None for views in found]

    async def _round_of(self, queries: list[RoundOf]) -> list[RoundView | None]:
        owners = select(t.rounds.c.id, t.rounds.c.unit_id).where(
            t.rounds.c.id.in_({query.round_id for query in queries})
        )
        found = {row.id: row.unit_id for row in await self._connection.execute(owners)}
        return await self._round_below(
            [RoundBelow(each.round_id, found.get(each.round_id, 0)) for each in queries]
        )

    async def _every_open_round(self, queries: list[OpenRounds]) -> list[tuple[RoundView, ...]]:
        rounds = await self._connection.execute(
            select(t.rounds.c.id).where(t.rounds.c.closed_at.is_(None)).order_by(t.rounds.c.id)
        )
        views = await self._round_of([RoundOf(each) for each in rounds.scalars()])
        return [tuple(view for view in views if view) for _ in queries]

    async def _open_rounds(self, unit_id: int, *which: ColumnElement[bool]) -> list[RoundView]:
        return await self._rounds(unit_id, t.rounds.c.closed_at.is_(None), *which)

    async def _rounds(self, unit_id: int, *which: ColumnElement[bool]) -> list[RoundView]:
        """Return the rounds in which something at a unit or below takes part, the nearest deadline first."""
        row = (
            await self._connection.execute(
                select(*unit_columns()).where(t.units.c.id == unit_id, t.units.c.valid_to.is_(None))
            )
        ).one_or_none()
        if row is None:
            return []
        path = (await load_unit_paths(self._connection, [unit_id]))[unit_id]
        rounds = await self._connection.execute(
            select(*round_columns()).where(*which).order_by(t.rounds.c.due_printed, t.rounds.c.id)
        )
        taking_part = [(each, await self._taking_part(each, unit_id)) for each in rounds.all()]
        return [
            RoundView(
                round=round_of(each, self._zone),
                unit=unit_of(row),
                unit_path=path,
                form=await self._shelf.take(self._connection, each.round_form_hash),
                units=units,
            )
            for each, units in taking_part
            if units
        ]

    async def _taking_part(self, round_: Row[Any], unit_id: int) -> tuple[UnitProgress, ...]:
        """Return what takes part in a round at a unit or below, as these lay on the round's day."""
        below = await load_units_below(self._connection, [unit_id], round_.round_units_on)
        return await self.unit_progress(round_.round_id, below[unit_id])

    async def unit_progress(self, round_id: int, unit_ids: Collection[int]) -> tuple[UnitProgress, ...]:
        """Return how far each of these units has come in a round, in the register's order."""
        rows = await self._connection.execute(
            select(t.reports.c.id, t.reports.c.unit_id)
            .join(t.units, t.units.c.id == t.reports.c.unit_id)
            .where(t.reports.c.round_id == round_id, t.reports.c.unit_id.in_(unit_ids))
            .order_by(t.units.c.id)
        )
        found = rows.all()
        reports: dict[int, Report] = await load_reports(
            self._connection, [row.id for row in found], self._zone
        )
        reporters = await self._reporters({row.unit_id for row in found})
        return tuple(UnitProgress(report=reports[row.id], reporters=reporters[row.unit_id]) for row in found)

    async def _reporters(self, unit_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
        """Return the people who answer for each unit and can be reached."""
        rows = await self._connection.execute(REACHED_REPORTERS, {"units": list(unit_ids)})
        people: dict[int, dict[int, None]] = defaultdict(dict)
        for row in rows:
            people[row.unit_id][row.person_id] = None
        return {unit_id: tuple(people[unit_id]) for unit_id in unit_ids}

    async def _invitations(self, queries: list[InvitationByCode]) -> list[InvitationView | None]:
        hashes = {query.code_hash for query in queries}
        rows = await self._connection.execute(
            select(
                t.invitations.c.code_hash,
                t.invitations.c.person_id,
                t.invitations.c.expires_at,
                t.invitations.c.used_at,
                t.people.c.name.label("person_name"),
                t.roles.c.kind.label("role"),
                *unit_columns(),
            )
            .join(t.people, t.people.c.id == t.invitations.c.person_id)
            .join(
                t.roles,
                and_(
                    t.roles.c.person_id == t.people.c.id,
                    held(),
                    or_(
                        t.invitations.c.unit_id.is_(None),
                        and_(
                            t.roles.c.unit_id == t.invitations.c.unit_id,
                            t.roles.c.kind == t.invitations.c.kind,
                        ),
                    ),
                ),
            )
            .join(t.units, t.units.c.id == t.roles.c.unit_id)
            .where(t.invitations.c.code_hash.in_(hashes))
            .order_by(_WELCOMED_AS.desc(), t.roles.c.id.desc())  # the last of a person's rows is taken
        )
        found: dict[str, InvitationView] = {}
        roots: dict[int, str] = {}
        for row in rows.all():
            unit = unit_of(row)
            if unit.id not in roots:
                roots[unit.id] = (await load_office(self._connection, unit.id))[1]
            person = await load_people(self._connection, t.people.c.id == row.person_id)
            found[row.code_hash] = InvitationView(
                office=roots[unit.id],
                unit=unit,
                person=person[row.person_id],
                role=RoleKind(row.role),
                expires_at=row.expires_at.astimezone(self._zone),
                used=row.used_at is not None,
            )
        return [found.get(query.code_hash) for query in queries]

    async def _expected(self, queries: list[ExpectedByPhone]) -> list[Expected | None]:
        owners = await load_owners(self._connection, {query.phone_hash for query in queries})
        people = await load_people(self._connection, t.people.c.id.in_(owners.values()))
        found: dict[str, Expected] = {}
        for phone_hash, person_id in owners.items():
            role = min(reversed(people[person_id].roles), key=lambda role: WELCOMED_AS.index(role.kind))
            unit, office = await load_office(self._connection, role.unit_id)
            found[phone_hash] = Expected(
                office=office,
                unit=unit,
                person=people[person_id],
                role=role.kind,
            )
        return [found.get(query.phone_hash) for query in queries]

    async def _accounts(self, queries: list[OwnAccounts]) -> list[Accounts]:
        return await load_accounts(self._connection, queries, self._zone)

    async def _holdings(self, queries: list[OwnHoldings]) -> list[Holdings]:
        return [await self._held(query.person_id) for query in queries]

    async def _held(self, person_id: int) -> Holdings:
        person = (await load_people(self._connection, t.people.c.id == person_id))[person_id]
        units = await self._connection.execute(
            select(*unit_columns()).where(t.units.c.id.in_({role.unit_id for role in person.roles}))
        )
        counts = (
            await self._connection.execute(
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
            joined_at=counts.joined_at.astimezone(self._zone),
            answers=counts.answers,
            submissions=counts.submissions,
        )


def _each(answer: Callable[[Any], Awaitable[Any]]) -> Callable[[list[Any]], Awaitable[list[Any]]]:
    """Return what answers queries of a seldom kind one by one."""

    async def answers(queries: list[Any]) -> list[Any]:
        return [await answer(query) for query in queries]

    return answers


def _count(which: ColumnElement[bool]) -> Any:  # noqa: ANN401 -- SQLAlchemy's scalar subquery, whose type names its own internals
    return select(func.count()).where(which).scalar_subquery()
