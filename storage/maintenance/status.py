"""The operator's status: open rounds, outbox backlog, people, and channels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.orders import Priority
from reporting.decisions.audit_events import AuditEvent
from reporting.rounds.round import Due
from storage.database import schema as t
from storage.database.database import Database
from storage.outbox.given_up import count_given_up
from storage.outbox.quota import load_sent, load_users
from storage.people.roles import active_role
from storage.units.rows import is_submitted

MOST_NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundStatus:
    """An open round: its deadline, and how many of its reports are submitted."""

    title: str
    last_day: date
    submitted: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleStatus:
    """People with a role: how many, how many have joined, how many are unreachable, and the names of a few of these."""

    registered: int
    joined: int
    unreachable: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The status at one moment.

    `oldest` is the delay of the oldest overdue parcel; `heard_at` is the time of the last update that the database
    remembers; `backed_up_at` is the time of the last backup.
    """

    rounds: tuple[RoundStatus, ...]
    waiting: int
    oldest: timedelta | None
    dead_letters: int
    given_up: int
    heard_at: datetime | None
    backed_up_at: datetime | None
    people: PeopleStatus
    users: dict[str, int]
    sent: dict[str, int]


async def load_status(connection: AsyncConnection, now: datetime) -> Status:
    """Return the current status."""
    waiting = (
        await connection.execute(
            select(func.count().label("waiting"), func.min(t.outbox.c.due_at).label("oldest")).where(
                t.outbox.c.state == "queued", t.outbox.c.due_at <= now
            )
        )
    ).one()
    dead = select(func.count()).select_from(t.dead_letters).where(t.dead_letters.c.replayed_at.is_(None))
    backups = select(func.max(t.audit.c.at)).where(t.audit.c.deed == AuditEvent.BACKED_UP)
    return Status(
        rounds=await _rounds(connection),
        waiting=waiting.waiting,
        oldest=now - waiting.oldest if waiting.oldest else None,
        dead_letters=(await connection.execute(dead)).scalar_one(),
        given_up=await count_given_up(connection),
        heard_at=(await connection.execute(select(func.max(t.updates.c.at)))).scalar_one(),
        backed_up_at=(await connection.execute(backups)).scalar_one(),
        people=await _people(connection),
        users=await load_users(connection),
        sent=await load_sent(connection, now),
    )


async def _people(connection: AsyncConnection) -> PeopleStatus:
    accounts = (
        select(
            t.accounts.c.person_id,
            func.sum(case((t.accounts.c.blocked_at.is_(None), 1), else_=0)).label("open"),
        )
        .group_by(t.accounts.c.person_id)
        .subquery()
    )
    acting = select(t.roles.c.person_id).where(active_role())
    everybody = (
        select(t.people.c.name, accounts.c.open)
        .outerjoin(accounts, accounts.c.person_id == t.people.c.id)
        .where(t.people.c.id.in_(acting))
        .subquery()
    )
    counts = (
        await connection.execute(
            select(
                func.count().label("registered"),
                func.count(everybody.c.open).label("joined"),
                func.coalesce(func.sum(case((everybody.c.open == 0, 1), else_=0)), 0).label("unreachable"),
            )
        )
    ).one()
    shut = select(everybody.c.name).where(everybody.c.open == 0).order_by(everybody.c.name).limit(MOST_NAMES)
    return PeopleStatus(
        registered=counts.registered,
        joined=counts.joined,
        unreachable=counts.unreachable,
        names=tuple((await connection.execute(shut)).scalars()),
    )


async def _rounds(connection: AsyncConnection) -> tuple[RoundStatus, ...]:
    rows = await connection.execute(
        select(
            t.rounds.c.title,
            t.rounds.c.due_printed,
            t.rounds.c.due_inclusive,
            func.sum(case((is_submitted(), 1), else_=0)).label("submitted"),
            func.count(t.reports.c.id).label("total"),
        )
        .join(t.reports, t.reports.c.round_id == t.rounds.c.id)
        .where(t.rounds.c.closed_at.is_(None))
        .group_by(t.rounds.c.id, t.rounds.c.title, t.rounds.c.due_printed, t.rounds.c.due_inclusive)
        .order_by(t.rounds.c.due_printed, t.rounds.c.id)
    )
    return tuple(
        RoundStatus(
            title=row.title,
            last_day=Due(printed=row.due_printed, inclusive=row.due_inclusive).last_day,
            submitted=row.submitted,
            total=row.total,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """The outbox backlog of one priority, parcels planned for later included, and its earliest due time."""

    priority: Priority
    waiting: int
    oldest: datetime

    def age(self, now: datetime) -> float:
        """Return for how many seconds the oldest parcel is overdue."""
        return max(0.0, (now - self.oldest).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """Metrics: the backlog of each priority that has one, and this month's message counts by channel."""

    outbox: tuple[Depth, ...]
    dead_letters: int
    given_up: int = 0
    sent: Mapping[str, int] = field(default_factory=dict)


async def load_vitals(database: Database, now: datetime) -> Vitals:
    """Load the metrics. The cost grows with the open items, not with the history."""
    outbox, letters = t.outbox.c, t.dead_letters.c
    depths = (
        select(outbox.priority, func.count().label("waiting"), func.min(outbox.due_at).label("oldest"))
        .where(outbox.state == "queued")
        .group_by(outbox.priority)
        .order_by(outbox.priority)
    )
    dead = select(func.count()).select_from(t.dead_letters).where(letters.replayed_at.is_(None))
    async with database.reading() as connection:
        return Vitals(
            outbox=tuple(
                Depth(priority=Priority(row.priority), waiting=row.waiting, oldest=row.oldest)
                for row in await connection.execute(depths)
            ),
            dead_letters=(await connection.execute(dead)).scalar_one(),
            given_up=await count_given_up(connection),
            sent=await load_sent(connection, now),
        )
