"""Expiring links to files and pictures. The database keeps only the hash of each token."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, select, tuple_, update

from conversations.chat.orders import Delivery
from reporting.people.chat import Chat
from storage.database import schema as t
from storage.database.database import Database

_ORDER: TypeAdapter[Delivery] = TypeAdapter(Delivery)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLink:
    """A link: an order for a chat, and which of the order's files the link serves.

    The order is carried out when the link is opened. The file therefore shows the current data, and only if the
    chat's person still has the permission. `once` limits the link to one opening.
    """

    chat: Chat
    order: Delivery
    place: int
    filename: str
    expires_at: datetime
    once: bool


class Links:
    """The links that have not expired."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, token: str, link: FileLink, now: datetime) -> None:
        """Store a link under its token and delete expired ones."""
        async with self._database.writing() as connection:
            await connection.execute(delete(t.links).where(t.links.c.expires_at <= now))
            await connection.execute(
                t.links.insert().values(
                    hash=hashed(token),
                    channel=link.chat.channel,
                    address=link.chat.address,
                    delivery=_ORDER.dump_json(link.order).decode(),
                    place=link.place,
                    filename=link.filename,
                    expires_at=link.expires_at,
                    once=link.once,
                )
            )

    async def find(self, token: str, now: datetime) -> FileLink | None:
        """Return the link of a token; None if it is unknown or expired, or if the chat has no owner any more."""
        account = tuple_(t.accounts.c.channel, t.accounts.c.address)
        query = select(t.links).where(
            t.links.c.hash == hashed(token),
            t.links.c.expires_at > now,
            tuple_(t.links.c.channel, t.links.c.address).in_(select(*account.clauses)),
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        return FileLink(
            chat=Chat(row.channel, row.address),
            order=_ORDER.validate_json(row.delivery),
            place=row.place,
            filename=row.filename,
            expires_at=row.expires_at,
            once=row.once,
        )

    async def use_up(self, token: str, now: datetime) -> bool:
        """Consume a one-time link; return False if another request consumed it first."""
        async with self._database.writing() as connection:
            used = await connection.execute(
                update(t.links)
                .where(t.links.c.hash == hashed(token), t.links.c.expires_at > now)
                .values(expires_at=now)
            )
        return used.rowcount == 1

    async def revoke(self, person_id: int | None = None) -> int:
        """Delete the links of a person, or all links; return their number."""
        closing = delete(t.links)
        if person_id is not None:
            chats = select(t.accounts.c.channel, t.accounts.c.address).where(
                t.accounts.c.person_id == person_id
            )
            closing = closing.where(tuple_(t.links.c.channel, t.links.c.address).in_(chats))
        async with self._database.writing() as connection:
            return (await connection.execute(closing)).rowcount


def hashed(token: str) -> str:
    """Return the token's hash, under which the link is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
