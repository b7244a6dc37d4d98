"""How things stand, for whoever runs the program: open rounds, what waits to be sent, channels."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.rounds import Due
from storage import schema as t
from storage.quota import load_sent, load_users


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundStatus:
    """An open round: its last day, and how many of its reports were submitted."""

    title: str
    last_day: date
    submitted: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Everything at one moment; `oldest` is how long the oldest waits that should have gone out."""

    rounds: tuple[RoundStatus, ...]
    waiting: int
    oldest: timedelta | None
    users: dict[str, int]
    sent: dict[str, int]


async def load_status(connection: AsyncConnection, now: datetime) -> Status:
    """Return how things stand now."""
    waiting = (
        await connection.execute(
            select(func.count().label("waiting"), func.min(t.outbox.c.due_at).label("oldest")).where(
                t.outbox.c.state == "queued", t.outbox.c.due_at <= now
            )
        )
    ).one()
    return Status(
        rounds=await _rounds(connection),
        waiting=waiting.waiting,
        oldest=now - waiting.oldest if waiting.oldest else None,
        users=await load_users(connection),
        sent=await load_sent(connection, now),
    )


async def _rounds(connection: AsyncConnection) -> tuple[RoundStatus, ...]:
    submitted = select(t.submissions.c.id).where(t.submissions.c.report_id == t.reports.c.id).exists()
    rows = await connection.execute(
        select(
            t.rounds.c.title,
            t.rounds.c.due_printed,
            t.rounds.c.due_inclusive,
            func.sum(case((submitted, 1), else_=0)).label("submitted"),
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
