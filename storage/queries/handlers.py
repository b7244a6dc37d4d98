"""The query handlers. Queries of one kind from all chats of a turn are answered by one statement."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.people.permissions import Action
from reporting.queries.accounts import OwnAccounts
from reporting.queries.groups import AllowedGroup
from reporting.queries.invitations import ExpectedByPhone, InvitationByCode, WrongCodes
from reporting.queries.personal_data import OwnHoldings, UnitsLeft
from reporting.queries.query import Query
from reporting.queries.reports import OwnReports, OwnSubmitted, ReportById, ReportView, UnitProgress
from reporting.queries.rounds import OpenRounds, RoundBelow, RoundOf, RoundView, SupervisedRounds
from reporting.reports.report import Report
from storage.database import schema as t
from storage.people.accounts import load_accounts
from storage.people.groups import find_group
from storage.people.join import count_wrong_codes
from storage.people.people import load_people
from storage.people.responsibility import OWN_REPORTS, REACHED_REPORTERS
from storage.people.unattended_units import load_units_left
from storage.queries.invitees import load_expected, load_invitations
from storage.queries.office_handlers import AdministrationReplies
from storage.queries.own_submitted import as_submitted, newest_submitted
from storage.queries.personal_summary import load_holdings
from storage.rounds.forms import FormShelf
from storage.rounds.reports import load_previous, load_reports, previous_of
from storage.rounds.rows import round_columns, round_of
from storage.units.rows import unit_columns, unit_of
from storage.units.tree import load_unit_paths, load_units_below


class Replies:
    """Answers queries on one connection. Times are returned in the office's zone.

    `hashed` hashes a phone number; it returns None if no key is configured.
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
            OwnSubmitted: _each(self._own_submitted),
            ReportById: self._report_by_id,
            SupervisedRounds: self._supervised_rounds,
            RoundBelow: self._round_below,
            InvitationByCode: lambda queries: load_invitations(connection, queries, zone),
            ExpectedByPhone: lambda queries: load_expected(connection, queries),
            OwnHoldings: _each(lambda query: load_holdings(connection, query.person_id, zone)),
            UnitsLeft: _each(lambda query: load_units_left(connection, query.person_id)),
            AllowedGroup: _each(lambda query: find_group(connection, query.group)),
            WrongCodes: _each(lambda query: count_wrong_codes(connection, query.since, query.until)),
            RoundOf: self._round_of,
            OpenRounds: self._every_open_round,
            **{
                kind: _each(answer)
                for kind, answer in AdministrationReplies(connection, shelf, zone, hashed).kinds.items()
            },
            OwnAccounts: lambda queries: load_accounts(connection, queries, zone),
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
        """Return reports by id with their forms and previous reports."""
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

    async def _own_submitted(self, query: OwnSubmitted) -> tuple[ReportView, ...]:
        ids = await newest_submitted(self._connection, query.person_id)
        views = await self.views(ids)
        return await as_submitted(self._connection, [views[each] for each in ids])

    async def _supervised_rounds(self, queries: list[SupervisedRounds]) -> list[tuple[RoundView, ...]]:
        return [await self._rounds_below(query.person_id) for query in queries]

    async def overseen(self, person_id: int, round_id: int, unit_id: int | None) -> RoundView | None:
        """Return a round, open or closed, as a supervisor sees it from a unit (None: from the first supervised one)."""
        for each in await self._overseen_units(person_id):
            if unit_id in (None, each) and (views := await self._rounds(each, t.rounds.c.id == round_id)):
                return views[0]
        return None

    async def rounds_of_letter(self, unit_id: int, letter_id: int) -> list[RoundView]:
        """Return the rounds of a letter, open or closed, in which a unit or one below it takes part."""
        return await self._rounds(unit_id, t.rounds.c.letter_id == letter_id)

    async def _rounds_below(self, person_id: int) -> tuple[RoundView, ...]:
        units = await self._overseen_units(person_id)
        return tuple([view for unit_id in units for view in await self._open_rounds(unit_id)])

    async def _overseen_units(self, person_id: int) -> list[int]:
        """Return the units that a person supervises, without those below another of them."""
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
        """Return the rounds in which a unit or one below it takes part, earliest deadline first."""
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
        """Return a round's participants at a unit or below, by the tree of the round's day."""
        below = await load_units_below(self._connection, [unit_id], round_.round_units_on)
        return await self.unit_progress(round_.round_id, below[unit_id])

    async def unit_progress(self, round_id: int, unit_ids: Collection[int]) -> tuple[UnitProgress, ...]:
        """Return the progress of each of these units in a round, in the register's order."""
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
        """Return each unit's responsible people who can be reached."""
        rows = await self._connection.execute(REACHED_REPORTERS, {"units": list(unit_ids)})
        people: dict[int, dict[int, None]] = defaultdict(dict)
        for row in rows:
            people[row.unit_id][row.person_id] = None
        return {unit_id: tuple(people[unit_id]) for unit_id in unit_ids}


def _each(answer: Callable[[Any], Awaitable[Any]]) -> Callable[[list[Any]], Awaitable[list[Any]]]:
    """Answer queries of a rare kind one by one."""

    async def answers(queries: list[Any]) -> list[Any]:
        return [await answer(query) for query in queries]

    return answers
