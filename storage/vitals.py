"""How the installation is doing, as the database tells: what waits in the outbox, since when, and dead letters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from conversations.parcels import Priority
from storage import schema as t
from storage.database import Database
from storage.given_up import count_given_up
from storage.quota import load_sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """The parcels of one priority that wait, those planned for later among them, and the earliest due moment."""

    priority: Priority
    waiting: int
    oldest: datetime

    def age(self, now: datetime) -> float:
        """Return for how many seconds the oldest has been due."""
        return max(0.0, (now - self.oldest).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What waits, priorities of which nothing waits left out, and the messages of this month by channel."""

    outbox: tuple[Depth, ...]
    dead_letters: int
    given_up: int = 0
    sent: Mapping[str, int] = field(default_factory=dict)


async def load_vitals(database: Database, now: datetime) -> Vitals:
    """Ask the database how things stand; costs what is open now, not what ever was."""
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
