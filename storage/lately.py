"""Who was writing on a channel lately."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import and_, select

from conversations.chats import Chat
from conversations.session import Session
from storage import schema as t
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveChat:
    """A chat and the number of the last message with choices in it."""

    chat: Chat
    step: int


async def active_chats(
    database: Database, channel: str, since: datetime, most: int
) -> tuple[ActiveChat, ...]:
    """Return the chats of a channel whose sessions changed since then and that are not shut, the latest first."""
    account = and_(t.accounts.c.channel == t.sessions.c.channel, t.accounts.c.address == t.sessions.c.address)
    query = (
        select(t.sessions)
        .outerjoin(t.accounts, account)
        .where(
            t.sessions.c.channel == channel,
            t.sessions.c.updated_at >= since,
            t.accounts.c.blocked_at.is_(None),
        )
        .order_by(t.sessions.c.updated_at.desc(), t.sessions.c.address)
        .limit(most)
    )
    async with database.reading() as connection:
        rows = (await connection.execute(query)).all()
    return tuple(ActiveChat(chat=Chat(row.channel, row.address), step=_step(row.state)) for row in rows)


def _step(state: str) -> int:
    try:
        return Session.model_validate_json(state).step
    except ValidationError:
        return 0
