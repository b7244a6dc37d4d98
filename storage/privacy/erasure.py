"""Erasure of a person: reported data stays with the unit, and all identifying data is deleted.

The person's row remains without a name, because answers, submissions, consents and the audit log are append-only and
refer to it. SQLite keeps deleted bytes in its file and log until `scrub` rewrites them.
"""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.effects import Change, Erase
from reporting.decisions.audit_events import AuditEvent
from reporting.people.chat import Chat
from storage.audit.audit import Entry, write_audit
from storage.database import schema as t
from storage.database.database import Database
from storage.database.locks import TurnLocks
from storage.privacy.restated_names import replace_name
from storage.requested_change import RequestedChange

NAMELESS = "người đã xóa dữ liệu"
"""The placeholder for an erased person's name."""

FAREWELL = "farewell:"
"""The key prefix of the last messages to an erased person. They are deleted once sent."""


IN_CHAT, ON_PAPER, IN_TIME, BY_TWO = "chat", "paper", "retention", "administrators"
"""How an erasure was requested: by the person in chat, on paper, by the retention limit, or by two administrators."""


_OF_CHAT = r"""(?:id|address)[\\\\"']*\s*[:=]\s*[\\\\"']*{}(?!\w)"""
"""The forms of a chat's address in a dead letter: as an id or address, in JSON, nested JSON, or Python's repr()."""


class NobodyToErase(LookupError):
    """The person does not exist or was erased before."""


async def erase_person(
    connection: AsyncConnection, person_id: int, asked: str, now: datetime
) -> frozenset[Chat]:
    """Erase a person and return the person's former chats; raises NobodyToErase.

    `asked` records how the erasure was requested: IN_CHAT, ON_PAPER or IN_TIME.
    """
    await _hold(connection, person_id, now)
    known = await connection.execute(
        select(t.people.c.name, t.people.c.phone_hash)
        .outerjoin(t.erasures, t.erasures.c.person_id == t.people.c.id)
        .where(t.people.c.id == person_id, t.erasures.c.person_id.is_(None))
    )
    person = known.one_or_none()
    if person is None:
        raise NobodyToErase(person_id)
    chats = await _chats(connection, person_id)
    await _leave_nothing_to_confirm(connection, person_id, now)
    await _take_consents_back(connection, person_id, now)
    await _forget_addresses(connection, chats)
    if person.phone_hash:
        await _forget_phone(connection, person.phone_hash)
    await connection.execute(delete(t.invitations).where(t.invitations.c.person_id == person_id))
    await connection.execute(delete(t.roles).where(t.roles.c.person_id == person_id))
    await connection.execute(update(t.people).where(t.people.c.id == person_id).values(_nobody()))
    await replace_name(connection, person.name, NAMELESS)
    await connection.execute(t.erasures.insert().values(person_id=person_id, at=now, asked=asked))
    by = person_id if asked == IN_CHAT else None
    await write_audit(
        connection,
        [Entry(deed=AuditEvent.ERASED, person_id=by, subject_id=person_id, detail={"asked": asked})],
        now,
    )
    return chats


async def erase_on_request(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Change]], now: datetime
) -> frozenset[Chat]:
    """Erase the people who requested it among these changes; returns the chats for which nothing more is kept."""
    gone: frozenset[Chat] = frozenset()
    for each in changes:
        if isinstance(each.effect, Erase) and each.person_id is not None:
            gone |= await erase_person(connection, each.person_id, IN_CHAT, now) | {each.chat}
    return gone


async def _hold(connection: AsyncConnection, person_id: int, now: datetime) -> None:
    """Wait for running turns of the person's chats and for running joins; later ones find no person."""
    await TurnLocks(connection, now).sessions(await _chats(connection, person_id))
    await connection.execute(select(t.people.c.id).where(t.people.c.id == person_id).with_for_update())


async def _leave_nothing_to_confirm(connection: AsyncConnection, person_id: int, now: datetime) -> None:
    about = and_(t.deletions.c.person_id == person_id, t.deletions.c.settled_at.is_(None))
    await connection.execute(update(t.deletions).where(about).values(settled_at=now))


async def _chats(connection: AsyncConnection, person_id: int) -> frozenset[Chat]:
    rows = await connection.execute(select(t.accounts).where(t.accounts.c.person_id == person_id))
    return frozenset(Chat(row.channel, row.address) for row in rows)


async def _take_consents_back(connection: AsyncConnection, person_id: int, now: datetime) -> None:
    rows = await connection.execute(select(t.accounts).where(t.accounts.c.person_id == person_id))
    taken_back = [
        {"person_id": person_id, "channel": row.channel, "notice": row.notice, "agreed": False, "at": now}
        for row in rows
    ]
    if taken_back:
        await connection.execute(t.consents.insert(), taken_back)


async def _forget_addresses(connection: AsyncConnection, chats: Collection[Chat]) -> None:
    """Delete all rows stored under the chats' addresses: accounts, sessions, messages and others."""
    addresses = [(chat.channel, chat.address) for chat in chats]
    for table in t.metadata.sorted_tables:
        if {"channel", "address"} <= set(table.c.keys()):
            await connection.execute(
                delete(table).where(tuple_(table.c.channel, table.c.address).in_(addresses))
            )
    for chat in chats:
        part = f":{chat.address}"
        for key in (t.updates.c.key, t.begun_steps.c.key, t.dead_letters.c.key):
            named = or_(key.contains(f"{part}:", autoescape=True), key.endswith(part, autoescape=True))
            await connection.execute(delete(key.table).where(named))
        await _forget_letters(connection, chat)


async def _forget_letters(connection: AsyncConnection, chat: Chat) -> None:
    """Delete a chat's unparsed updates, including its person's actions in groups."""
    letters = t.dead_letters.c
    rows = await connection.execute(
        select(letters.id, letters.content).where(
            letters.channel == chat.channel, letters.content.contains(chat.address, autoescape=True)
        )
    )
    of_chat = re.compile(_OF_CHAT.format(re.escape(chat.address)))
    found = [row.id for row in rows if of_chat.search(row.content)]
    await connection.execute(delete(t.dead_letters).where(letters.id.in_(found)))


async def _forget_phone(connection: AsyncConnection, phone_hash: str) -> None:
    """Delete the number's hash from other chats, where it was shared without a completed join."""
    for said in (t.sessions.c.state, t.dead_letters.c.content):
        await connection.execute(delete(said.table).where(said.contains(phone_hash)))


def _nobody() -> dict[str, object]:
    """Return an anonymous person's column values: every nullable column is empty."""
    empty = {column.name: None for column in t.people.c if column.nullable}
    return {**empty, "name": NAMELESS, "language": "vi"}


async def scrub(database: Database, now: datetime) -> None:
    """Remove erased data from the database file and its log, once the last messages have been sent.

    It does nothing if no erasure is pending. If an open reader prevents it, the next call tries again.
    """
    waiting = select(t.erasures.c.person_id).where(t.erasures.c.scrubbed_at.is_(None))
    async with database.reading() as connection:
        if (await connection.execute(waiting)).first() is None:
            return
    async with database.writing() as connection:
        farewells = t.outbox.c.key.startswith(FAREWELL)
        await connection.execute(delete(t.outbox).where(farewells, t.outbox.c.state != "queued"))
        if (await connection.execute(select(t.outbox.c.id).where(farewells))).first() is not None:
            return
    if await database.scrub():
        async with database.writing() as connection:
            await connection.execute(
                update(t.erasures).where(t.erasures.c.scrubbed_at.is_(None)).values(scrubbed_at=now)
            )
