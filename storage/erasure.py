"""Erasing a person: what was entered stays with the unit, everything that tells who it was goes.

The person's row stays, without a name, so that answers, submissions, consents and the audit trail, all append-only,
still point at somebody. SQLite keeps freed bytes in its file and its log until they are scrubbed: `scrub` does it.
"""

import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.auditing import Deed
from conversations.chats import Chat
from storage import schema as t
from storage.audit import Entry, write_audit
from storage.database import Database
from storage.holding import Holding
from storage.restating import restate_name

NAMELESS = "người đã xóa dữ liệu"
"""What stands wherever the person's name stood."""

FAREWELL = "farewell:"
"""How the keys of the last messages to a person begin: they go when they are sent."""


IN_CHAT, ON_PAPER, IN_TIME, BY_TWO = "chat", "paper", "retention", "administrators"
"""How an erasure came about: the person, a request on paper, the time set for keeping, two administrators."""


_OF_CHAT = r"""(?:id|address)[\\\\"']*\s*[:=]\s*[\\\\"']*{}(?!\w)"""
"""How a chat's address stands in a letter: as an id or address, in JSON, in a text in JSON, or as Python shows it."""


class NobodyToErase(LookupError):
    """There is no such person, or the person was erased before."""


async def erase_person(
    connection: AsyncConnection, person_id: int, asked: str, now: datetime
) -> frozenset[Chat]:
    """Erase a person and return the chats that were theirs; raises NobodyToErase.

    `asked` says how it was asked for: IN_CHAT, ON_PAPER or IN_TIME.
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
    await restate_name(connection, person.name, NAMELESS)
    await connection.execute(t.erasures.insert().values(person_id=person_id, at=now, asked=asked))
    by = person_id if asked == IN_CHAT else None
    await write_audit(
        connection,
        [Entry(deed=Deed.ERASED, person_id=by, subject_id=person_id, detail={"asked": asked})],
        now,
    )
    return chats


async def _hold(connection: AsyncConnection, person_id: int, now: datetime) -> None:
    """Wait for what is under way in the person's chats and for whoever joins as them; what comes next finds nobody."""
    await Holding(connection, now).sessions(await _chats(connection, person_id))
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
    """Delete what is stored under the chats' addresses: accounts, sessions, messages, whatever else has an address."""
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
    """Delete what nobody could read of what came from a chat, and what was done from it in a group."""
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
    """Delete what holds the number's hash in other chats: it was shared there, and nobody has joined by it."""
    for said in (t.sessions.c.state, t.dead_letters.c.content):
        await connection.execute(delete(said.table).where(said.contains(phone_hash)))


def _nobody() -> dict[str, object]:
    """Return what a person's row says of nobody: all that may be empty is."""
    empty = {column.name: None for column in t.people.c if column.nullable}
    return {**empty, "name": NAMELESS, "language": "vi"}


async def scrub(database: Database, now: datetime) -> None:
    """Leave no byte of the erased in the database's file or its log, once their last messages are out.

    Nothing happens where nobody waits for it. What readers at work keep from being done is done at the next call.
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
