"""Retention: deletes personal data after its storage period, a few rows at a time.

Answers and submissions are official records and stay. The keys of planned messages stay too, without content, so that
no reminder is sent twice.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import schema as t
from storage.database.database import Database
from storage.outbox.outbox import REPLIES
from storage.privacy.erasure import IN_TIME, erase_person

AT_ONCE = 200  # rows per transaction, because turns wait for it


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPeriods:
    """The storage period of each kind of data; None means unlimited.

    `messages`: sent messages; `strangers`: chats of people who never joined; `invitations`: after use or expiry;
    `dead_letters`: events that failed; `former_people`: people without an active role, from the end of the last one.
    """

    messages: timedelta | None = timedelta(days=30)
    strangers: timedelta | None = timedelta(days=30)
    invitations: timedelta | None = timedelta(days=90)
    dead_letters: timedelta | None = timedelta(days=30)
    former_people: timedelta | None = timedelta(days=365)


_Step = Callable[[AsyncConnection, datetime, datetime], Awaitable[int]]


async def delete_expired(database: Database, keeping: RetentionPeriods, now: datetime) -> int:
    """Delete all data past its storage period; return the number of records."""
    kinds: list[tuple[timedelta | None, _Step]] = [
        (keeping.messages, _messages),
        (keeping.strangers, _strangers),
        (keeping.invitations, _invitations),
        (keeping.dead_letters, _dead_letters),
        (keeping.former_people, _former_people),
    ]
    total = 0
    for kept_for, step in kinds:
        while kept_for is not None:
            async with database.writing() as connection:
                gone = await step(connection, now - kept_for, now)
            total += gone
            if gone == 0:
                break
    return total


async def _messages(connection: AsyncConnection, before: datetime, now: datetime) -> int:
    """Clear the content of sent messages; delete the row of a reply or of a message to a chat without an account."""
    known = (
        select(t.accounts.c.address)
        .where(t.accounts.c.channel == t.outbox.c.channel, t.accounts.c.address == t.outbox.c.address)
        .exists()
    )
    forgotten = or_(t.outbox.c.key.startswith(REPLIES), ~known)
    rows = await connection.execute(
        select(t.outbox.c.id, forgotten.label("forgotten"))
        .where(
            t.outbox.c.state != "queued",
            t.outbox.c.settled_at < before,
            or_(t.outbox.c.delivery != "", forgotten),
        )
        .order_by(t.outbox.c.id)
        .limit(AT_ONCE)
    )
    found = rows.all()
    await connection.execute(
        delete(t.outbox).where(t.outbox.c.id.in_([row.id for row in found if row.forgotten]))
    )
    await connection.execute(
        update(t.outbox)
        .where(t.outbox.c.id.in_([row.id for row in found if not row.forgotten]))
        .values(delivery="", message=None, error=None)
    )
    return len(found)


async def _strangers(connection: AsyncConnection, before: datetime, now: datetime) -> int:
    chat = tuple_(t.sessions.c.channel, t.sessions.c.address)
    rows = await connection.execute(
        select(t.sessions.c.channel, t.sessions.c.address)
        .where(
            t.sessions.c.updated_at < before, chat.not_in(select(t.accounts.c.channel, t.accounts.c.address))
        )
        .limit(AT_ONCE)
    )
    found = [(row.channel, row.address) for row in rows]
    await connection.execute(delete(t.sessions).where(chat.in_(found)))
    return len(found)


async def _invitations(connection: AsyncConnection, before: datetime, now: datetime) -> int:
    over = or_(t.invitations.c.used_at < before, t.invitations.c.expires_at < before)
    rows = await connection.execute(select(t.invitations.c.code_hash).where(over).limit(AT_ONCE))
    found = list(rows.scalars())
    await connection.execute(delete(t.invitations).where(t.invitations.c.code_hash.in_(found)))
    return len(found)


async def _dead_letters(connection: AsyncConnection, before: datetime, now: datetime) -> int:
    rows = await connection.execute(
        select(t.dead_letters.c.id).where(t.dead_letters.c.at < before).limit(AT_ONCE)
    )
    found = list(rows.scalars())
    await connection.execute(delete(t.dead_letters).where(t.dead_letters.c.id.in_(found)))
    return len(found)


async def _former_people(connection: AsyncConnection, before: datetime, now: datetime) -> int:
    """Erase one person whose last role ended before the limit."""
    rows = await connection.execute(
        select(t.roles.c.person_id)
        .where(t.roles.c.person_id.not_in(select(t.erasures.c.person_id)))
        .group_by(t.roles.c.person_id)
        .having(func.count() == func.count(t.roles.c.until), func.max(t.roles.c.until) < before)
        .limit(1)
    )
    person_id = rows.scalar()
    if person_id is None:
        return 0
    await erase_person(connection, person_id, IN_TIME, now)
    return 1
