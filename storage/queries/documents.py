"""The data from which deliveries are rendered: reports and rounds at the time of rendering."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import func, select

from documents.excel.own_data_workbook import OwnData
from reporting.figures.round_figures import UnitReport
from reporting.people.person import Person
from reporting.queries.accounts import Account, OwnAccounts
from reporting.queries.invitations import InvitationByCode, InvitationView
from reporting.queries.reports import OwnReports, ReportView
from reporting.queries.rounds import RoundView, SupervisedRounds
from reporting.queries.units import UnitStory
from reporting.reports.report import Progress
from reporting.units.unit import Unit
from storage.database import schema as t
from storage.database.database import Database
from storage.people.accounts import load_accounts
from storage.people.people import load_people
from storage.queries.handlers import Replies
from storage.queries.left_open import own_left_open
from storage.queries.own_data import load_own_data
from storage.queries.unreachable import load_shut_out
from storage.rounds.forms import FormShelf
from storage.rounds.reports import load_previous, load_submitted_answers
from storage.units.current import load_office
from storage.units.stories import load_unit_stories
from texts import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file attached to a report. The channel stores it; the database keeps the channel's reference."""

    kind: str
    name: str
    channel: str
    reference: str


class DocumentQueries:
    """Loads whole reports and rounds, each from one snapshot."""

    def __init__(self, database: Database, shelf: FormShelf, zone: tzinfo) -> None:
        self._database = database
        self._shelf = shelf
        self._zone = zone

    async def person(self, person_id: int) -> Person:
        """Return a person; raises KeyError if there is none."""
        async with self._database.reading() as connection:
            return (await load_people(connection, t.people.c.id == person_id))[person_id]

    async def unsubmitted(self, report_ids: Sequence[int]) -> list[ReportView]:
        """Return the reports that are still not submitted, in the given order."""
        async with self._database.reading() as connection:
            views = await Replies(connection, self._shelf, self._zone).views(report_ids)
        found = [views[each] for each in report_ids if each in views]
        return [view for view in found if view.report.progress is not Progress.SUBMITTED]

    async def left_open(self, person_id: int, round_ids: Collection[int]) -> list[ReportView]:
        """Return a person's reports that were open when these rounds were closed."""
        async with self._database.reading() as connection:
            ids = await own_left_open(connection, person_id, round_ids)
            views = await Replies(connection, self._shelf, self._zone).views(ids)
        return [views[each] for each in ids if views[each].report.round.closed]

    async def own_reports(self, person_id: int) -> tuple[ReportView, ...]:
        """Return all reports of open rounds for which the person is responsible."""
        async with self._database.reading() as connection:
            found = await Replies(connection, self._shelf, self._zone).to([OwnReports(person_id)])
        views: tuple[ReportView, ...] = found[0]
        return views

    async def place(self, unit_id: int) -> tuple[Unit, str]:
        """Return a unit and the office that collects its reports; raises KeyError if the unit does not exist."""
        async with self._database.reading() as connection:
            return await load_office(connection, unit_id)

    async def unit_stories(self, unit_ids: Collection[int]) -> dict[int, UnitStory]:
        """Return the successions of units, by unit id."""
        async with self._database.reading() as connection:
            return await load_unit_stories(connection, unit_ids)

    async def shut_out(self, person_id: int, unit_id: int) -> tuple[str, Unit] | None:
        """Return an unreachable officer's name and unit, or None if an account reaches the officer again."""
        async with self._database.reading() as connection:
            return await load_shut_out(connection, person_id, unit_id)

    async def overseen(
        self, person_id: int, round_id: int, unit_id: int | None, *, closed_too: bool = False
    ) -> RoundView | None:
        """Return a round as seen from a unit (None: the person's first supervised unit); None without permission."""
        async with self._database.reading() as connection:
            view = await Replies(connection, self._shelf, self._zone).overseen(person_id, round_id, unit_id)
        return view if view and (closed_too or not view.round.closed) else None

    async def rounds_of_letter(self, unit_id: int, letter_id: int) -> tuple[RoundView, ...]:
        """Return the rounds of a letter, open or closed, in which a unit or one below it takes part."""
        async with self._database.reading() as connection:
            return tuple(
                await Replies(connection, self._shelf, self._zone).rounds_of_letter(unit_id, letter_id)
            )

    async def evidence(self, report_id: int) -> tuple[Evidence, ...]:
        """Return the report's attached files, the newest per question, in the order of the question paths."""
        newest = (
            select(func.max(t.attachments.c.id).label("id"))
            .where(t.attachments.c.report_id == report_id)
            .group_by(t.attachments.c.path)
            .subquery()
        )
        query = (
            select(t.attachments)
            .join(newest, newest.c.id == t.attachments.c.id)
            .order_by(t.attachments.c.path)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(
            Evidence(kind=row.kind, name=row.name, channel=row.channel, reference=row.reference)
            for row in rows
        )

    async def report(self, report_id: int) -> ReportView | None:
        """Return a report, or None."""
        async with self._database.reading() as connection:
            return (await Replies(connection, self._shelf, self._zone).views([report_id])).get(report_id)

    async def invitation(self, code_hash: str) -> InvitationView | None:
        """Return an invitation by its code's hash, or None if the code was never issued."""
        async with self._database.reading() as connection:
            query = InvitationByCode(code_hash)
            found: list[InvitationView | None] = await Replies(connection, self._shelf, self._zone).to(
                [query]
            )
        return found[0]

    async def account(self, person_id: int, number: int) -> Account | None:
        """Return a person's account by number, or None if it is no longer theirs."""
        async with self._database.reading() as connection:
            (own,) = await load_accounts(connection, [OwnAccounts(person_id)], self._zone)
        return own.numbered(number)

    async def own_data(self, person_id: int, texts: Catalogue, now: datetime) -> OwnData:
        """Return all stored data about a person as text; raises LookupError if there is no such person."""
        async with self._database.reading() as connection:
            return await load_own_data(connection, self._shelf, person_id, texts, now)

    async def rounds_of(self, supervisor: str) -> tuple[RoundView, ...]:
        """Return the open rounds that the named supervisor sees."""
        async with self._database.reading() as connection:
            people = await load_people(connection, t.people.c.name == supervisor)
            queries = [SupervisedRounds(person_id) for person_id in people]
            found = await Replies(connection, self._shelf, self._zone).to(queries)
        return tuple(view for views in found for view in views)

    async def unit_reports(self, view: RoundView) -> tuple[UnitReport, ...]:
        """Return a round's reports with their submitted answers and the previous period's."""
        ids = [each.report.id for each in view.units]
        async with self._database.reading() as connection:
            submitted = await load_submitted_answers(connection, ids)
            previous = await load_previous(connection, ids)
        return tuple(
            UnitReport(
                report=each.report,
                submitted=submitted.get(each.report.id),
                previous=previous[each.report.id][2] if each.report.id in previous else None,
            )
            for each in view.units
        )
