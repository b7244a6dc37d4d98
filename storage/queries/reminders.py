"""The reminder planner's data: open reports, supervisors, and digest subscriptions."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, tzinfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.orders import Parcel
from reminders.digests import Subscription
from reminders.events import Happening
from reminders.schedule import OpenReport, Reporter, Supervisor
from reminders.unreachable import UnreachableOfficer
from reporting.people.chat import Chat
from reporting.people.person import Person
from reporting.people.role import RoleKind
from reporting.rounds.round import Round
from storage.database import schema as t
from storage.database.database import Database
from storage.outbox.given_up import count_given_up
from storage.outbox.outbox import put_parcels
from storage.outbox.quota import load_sent
from storage.people.accounts import load_chats, load_digest_chats
from storage.people.groups import load_groups
from storage.people.people import load_administrators
from storage.people.responsibility import answering
from storage.people.roles import active_role
from storage.queries.events import load_happenings
from storage.queries.unreachable import load_unreachable
from storage.rounds.rows import round_columns, round_of
from storage.units.rows import is_submitted
from storage.units.tree import load_unit_paths, load_units_below

_Supervision = tuple[int, int, datetime]
"""A supervisor's id, the supervised unit's id, and the start of the supervision."""

_Reader = tuple[int, int, datetime, Chat | None]
"""The same, with the group chat that receives the digest instead of the supervisor."""


class StoredWatch:
    """The planner's view of the database: open rounds and unsubmitted reports only."""

    def __init__(self, database: Database, zone: tzinfo) -> None:
        self._database = database
        self._zone = zone

    async def reporters(self) -> tuple[Reporter, ...]:
        """Return all joined people with unsubmitted reports."""
        joined = (
            select(t.accounts.c.person_id, func.min(t.accounts.c.joined_at).label("joined_at"))
            .group_by(t.accounts.c.person_id)
            .subquery()
        )
        own = answering()
        query = (
            select(
                own.c.person_id,
                own.c.since,
                joined.c.joined_at,
                t.people.c.snoozed_until,
                t.reports.c.id.label("report_id"),
                t.reports.c.unit_id,
                *round_columns(as_in_report=True),
            )
            .join(t.people, t.people.c.id == own.c.person_id)
            .join(joined, joined.c.person_id == own.c.person_id)
            .join(t.reports, t.reports.c.unit_id == own.c.unit_id)
            .join(t.rounds, t.rounds.c.id == t.reports.c.round_id)
            .where(t.rounds.c.closed_at.is_(None), ~is_submitted())
            .order_by(
                own.c.person_id,
                func.coalesce(t.reports.c.due_printed, t.rounds.c.due_printed),
                t.reports.c.id,
                own.c.since,
            )
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        reports: dict[int, dict[int, OpenReport]] = defaultdict(dict)
        snoozed: dict[int, datetime | None] = {}
        for row in rows:
            snoozed[row.person_id] = row.snoozed_until
            open_report = OpenReport(
                report_id=row.report_id,
                round=round_of(row, self._zone),
                unit_id=row.unit_id,
                since=max(row.since, row.joined_at),
            )
            reports[row.person_id].setdefault(row.report_id, open_report)
        return tuple(
            Reporter(person_id=person_id, reports=tuple(found.values()), snoozed_until=snoozed[person_id])
            for person_id, found in reports.items()
        )

    async def supervisors(self) -> tuple[Supervisor, ...]:
        """Return all supervisors, with the unsubmitted reports for which they are responsible today."""
        async with self._database.reading() as connection:
            roles = await self._supervised(connection)
            query = (
                select(
                    t.reports.c.id.label("report_id"), t.reports.c.unit_id, *round_columns(as_in_report=True)
                )
                .join(t.rounds, t.rounds.c.id == t.reports.c.round_id)
                .where(t.rounds.c.closed_at.is_(None), ~is_submitted())
                .order_by(t.reports.c.id)
            )
            rows = (await connection.execute(query)).all()
            paths = await load_unit_paths(connection, {row.unit_id for row in rows})
            open_reports = [
                OpenReport(report_id=row.report_id, round=round_of(row, self._zone), unit_id=row.unit_id)
                for row in rows
            ]
        return tuple(
            Supervisor(
                person_id=person_id,
                unit_id=unit_id,
                reports=tuple(report for report in open_reports if unit_id in paths[report.unit_id]),
                since=since,
            )
            for person_id, unit_id, since in roles
        )

    async def subscriptions(self) -> tuple[Subscription, ...]:
        """Return the digest subscriptions of each open round: the supervisors of its reporting units."""
        first = (
            select(t.submissions.c.report_id, func.min(t.submissions.c.at).label("at"))
            .group_by(t.submissions.c.report_id)
            .subquery()
        )
        query = (
            select(t.reports.c.unit_id, first.c.at.label("submitted_at"), *round_columns())
            .join(t.rounds, t.rounds.c.id == t.reports.c.round_id)
            .outerjoin(first, first.c.report_id == t.reports.c.id)
            .where(t.rounds.c.closed_at.is_(None))
        )
        async with self._database.reading() as connection:
            roles = await self._supervised(connection)
            groups = await load_groups(connection)
            rows = (await connection.execute(query)).all()
            days = {row.round_units_on for row in rows}
            readers: list[_Reader] = [
                *((*role, None) for role in roles),
                *((each.allowed_by, each.unit_id, each.since, each.chat) for each in groups),
            ]
            supervised = {unit_id for _, unit_id, *_ in readers}
            below = {day: await load_units_below(connection, supervised, day) for day in days}
        rounds: dict[int, Round] = {row.round_id: round_of(row, self._zone) for row in rows}
        found: list[Subscription] = []
        for person_id, unit_id, since, group in readers:
            submitted: dict[int, list[datetime | None]] = defaultdict(list)
            for row in rows:
                if row.unit_id in below[row.round_units_on][unit_id]:
                    submitted[row.round_id].append(row.submitted_at)
            found.extend(
                Subscription(
                    person_id=person_id,
                    unit_id=unit_id,
                    round=rounds[round_id],
                    since=since,
                    completed_at=_last(moments),
                    group=group,
                )
                for round_id, moments in submitted.items()
            )
        return tuple(found)

    async def unreachable(self) -> tuple[UnreachableOfficer, ...]:
        """Return the unreachable officers whose units have unsubmitted reports."""
        async with self._database.reading() as connection:
            return await load_unreachable(connection, self._zone)

    async def happenings(self, since: datetime) -> tuple[Happening, ...]:
        """Return the actions since a time that concern other people, in order."""
        async with self._database.reading() as connection:
            return await load_happenings(connection, since, self._zone)

    async def chats(self, people: Collection[int]) -> Mapping[int, Chat]:
        """Return people's chats; people without an unblocked account are omitted."""
        async with self._database.reading() as connection:
            return await load_chats(connection, people)

    async def digest_chats(self, people: Collection[int]) -> Mapping[int, Chat]:
        """Return people's chats for digests; people without an unblocked account are omitted."""
        async with self._database.reading() as connection:
            return await load_digest_chats(connection, people)

    async def sent(self, now: datetime) -> Mapping[str, int]:
        """Return this month's message count of each channel."""
        async with self._database.reading() as connection:
            return await load_sent(connection, now)

    async def administrators(self) -> Sequence[Person]:
        """Return all administrators."""
        async with self._database.reading() as connection:
            return await load_administrators(connection)

    async def given_up(self, since: datetime) -> int:
        """Return how many messages were given up since a time."""
        async with self._database.reading() as connection:
            return await count_given_up(connection, since)

    async def plan(self, parcels: Sequence[Parcel]) -> None:
        """Insert parcels into the outbox; existing keys are left unchanged."""
        if parcels:
            async with self._database.writing() as connection:
                await put_parcels(connection, parcels)

    async def _supervised(self, connection: AsyncConnection) -> list[_Supervision]:
        """Return each joined supervisor, the supervised unit and the start; supervision ends with the unit."""
        rows = await connection.execute(
            select(
                t.roles.c.person_id,
                t.roles.c.unit_id,
                t.roles.c.since,
                func.min(t.accounts.c.joined_at).label("joined_at"),
            )
            .join(t.accounts, t.accounts.c.person_id == t.roles.c.person_id)
            .join(t.units, t.units.c.id == t.roles.c.unit_id)
            .where(t.roles.c.kind == RoleKind.SUPERVISOR, t.units.c.valid_to.is_(None), active_role())
            .group_by(t.roles.c.id)
            .order_by(t.roles.c.id)
        )
        roles = [(row.person_id, row.unit_id, max(row.since, row.joined_at)) for row in rows]
        return _outermost(roles, await load_unit_paths(connection, {unit_id for _, unit_id, _ in roles}))


def _outermost(roles: Sequence[_Supervision], paths: Mapping[int, Collection[int]]) -> list[_Supervision]:
    """Return the roles without those below another role of the same person, whose figures already include them."""
    held = {(person_id, unit_id) for person_id, unit_id, _ in roles}
    return [
        (person_id, unit_id, since)
        for person_id, unit_id, since in roles
        if not any((person_id, above) in held for above in paths[unit_id] if above != unit_id)
    ]


def _last(moments: Sequence[datetime | None]) -> datetime | None:
    """Return when the last report was submitted, or None if any is missing."""
    known = [moment for moment in moments if moment is not None]
    return max(known) if known and len(known) == len(moments) else None
