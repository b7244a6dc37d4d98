"""Chats that are about to join: a valid code or a known phone number in hand, or the notice on the screen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.session import Session
from reporting.people.chat import Chat
from storage.database import schema as t


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What an event of a chat brings: the hash of a code, the hash of a phone number, or neither."""

    chat: Chat
    code_hash: str = ""
    phone_hash: str = ""


async def load_joining(
    connection: AsyncConnection, given: Collection[Credentials], now: datetime
) -> set[Chat]:
    """Return the chats that bring a code that can be used now, a number of the register, or answer the notice."""
    codes = await _usable(connection, {each.code_hash for each in given if each.code_hash}, now)
    phones = await _known(connection, {each.phone_hash for each in given if each.phone_hash})
    asked = await _asked(connection, {each.chat for each in given})
    return asked | {each.chat for each in given if each.code_hash in codes or each.phone_hash in phones}


async def _usable(connection: AsyncConnection, hashes: Collection[str], now: datetime) -> set[str]:
    if not hashes:
        return set()
    usable = select(t.invitations.c.code_hash).where(
        t.invitations.c.code_hash.in_(hashes),
        t.invitations.c.used_at.is_(None),
        t.invitations.c.expires_at > now,
    )
    return set((await connection.execute(usable)).scalars())


async def _known(connection: AsyncConnection, hashes: Collection[str]) -> set[str]:
    if not hashes:
        return set()
    known = select(t.people.c.phone_hash).where(t.people.c.phone_hash.in_(hashes))
    return set((await connection.execute(known)).scalars())


async def _asked(connection: AsyncConnection, chats: Collection[Chat]) -> set[Chat]:
    sessions = t.sessions.c
    here = tuple_(sessions.channel, sessions.address).in_([(chat.channel, chat.address) for chat in chats])
    rows = await connection.execute(select(t.sessions).where(here))
    return {Chat(row.channel, row.address) for row in rows if Session.stored(row.state).is_joining}
