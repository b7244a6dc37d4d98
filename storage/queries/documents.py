"""What deliveries are made from: reports and rounds as they stand at that moment."""

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
    """A file that was sent with a report: kept by the channel, known by its reference there."""

    kind: str
    name: str
    channel: str
    reference: str


class Readings:
    """Reads whole reports and rounds, each in a snapshot of its own."""

    def __init__(self, database: Database, shelf: FormShelf, zone: tzinfo) -> None:
        self._database = database
        self._shelf = shelf
        self._zone = zone

    async def person(self, person_id: int) -> Person:
        """Return a person; raises KeyError for nobody."""
        async with self._database.reading() as connection:
            return (await load_people(connection, t.people.c.id == person_id))[person_id]

    async def unsubmitted(self, report_ids: Sequence[int]) -> list[ReportView]:
        """Return those of the reports that are still not submitted, in the order given."""
        async with self._database.reading() as connection:
            views = await Replies(connection, self._shelf, self._zone).views(report_ids)
        found = [views[each] for each in report_ids if each in views]
        return [view for view in found if view.report.progress is not Progress.SUBMITTED]

    async def left_open(self, person_id: int, round_ids: Collection[int]) -> list[ReportView]:
        """Return a person's reports that were still open in rounds when these were closed."""
        async with self._database.reading() as connection:
            ids = await own_left_open(connection, person_id, round_ids)
            views = await Replies(connection, self._shelf, self._zone).views(ids)
        return [views[each] for each in ids if views[each].report.round.closed]

    async def own_reports(self, person_id: int) -> tuple[ReportView, ...]:
        """Return all reports of open rounds that the person answers for."""
        async with self._database.reading() as connection:
            found = await Replies(connection, self._shelf, self._zone).to([OwnReports(person_id)])
        views: tuple[ReportView, ...] = found[0]
        return views

    async def place(self, unit_id: int) -> tuple[Unit, str]:
        """Return a unit and the office that its reports go to; raises KeyError where there is none."""
        async with self._database.reading() as connection:
            return await load_office(connection, unit_id)

    async def unit_stories(self, unit_ids: Collection[int]) -> dict[int, UnitStory]:
        """Return what became of units, by id."""
        async with self._database.reading() as connection:
            return await load_unit_stories(connection, unit_ids)

    async def shut_out(self, person_id: int, unit_id: int) -> tuple[str, Unit] | None:
        """Return the name and the unit of an officer, None where some account reaches the officer again."""
        async with self._database.reading() as connection:
            return await load_shut_out(connection, person_id, unit_id)

    async def overseen(
        self, person_id: int, round_id: int, unit_id: int | None, *, closed_too: bool = False
    ) -> RoundView | None:
        """Return a round seen from a unit (None: the first that the person oversees); None for nobody who may."""
        async with self._database.reading() as connection:
            view = await Replies(connection, self._shelf, self._zone).overseen(person_id, round_id, unit_id)
        return view if view and (closed_too or not view.round.closed) else None

    async def evidence(self, report_id: int) -> tuple[Evidence, ...]:
        """Return the files kept with a report, of each question the newest, in the order of the questions' paths."""
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
        """Return one report; None where there is none."""
        async with self._database.reading() as connection:
            return (await Replies(connection, self._shelf, self._zone).views([report_id])).get(report_id)

    async def invitation(self, code_hash: str) -> InvitationView | None:
        """Return an invitation by the hash of its code; None for a code that was never given out."""
        async with self._database.reading() as connection:
            query = InvitationByCode(code_hash)
            found: list[InvitationView | None] = await Replies(connection, self._shelf, self._zone).to(
                [query]
            )
        return found[0]

    async def account(self, person_id: int, number: int) -> Account | None:
        """Return a person's account by its number, None where it is theirs no longer."""
        async with self._database.reading() as connection:
            (own,) = await load_accounts(connection, [OwnAccounts(person_id)], self._zone)
        return own.numbered(number)

    async def own_data(self, person_id: int, texts: Catalogue, now: datetime) -> OwnData:
        """Return everything that is held about a person, in words; raises LookupError for nobody."""
        async with self._database.reading() as connection:
            return await load_own_data(connection, self._shelf, person_id, texts, now)

    async def rounds_of(self, supervisor: str) -> tuple[RoundView, ...]:
        """Return the open rounds that a supervisor of that name sees."""
        async with self._database.reading() as connection:
            people = await load_people(connection, t.people.c.name == supervisor)
            queries = [SupervisedRounds(person_id) for person_id in people]
            found = await Replies(connection, self._shelf, self._zone).to(queries)
        return tuple(view for views in found for view in views)

    async def unit_reports(self, view: RoundView) -> tuple[UnitReport, ...]:
        """Return a round's reports with what was submitted and what the period before says."""
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
