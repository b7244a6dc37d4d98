"""Channel accounts: where each person can be reached, the account used last, and joining with another account."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from pydantic import ValidationError
from sqlalchemy import ColumnElement, and_, bindparam, case, delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.effects import DigestsHere, Disconnect, LinkAccount
from conversations.chat.session import Session
from reporting.decisions.audit_events import AuditEvent
from reporting.people.chat import Chat, account_number
from reporting.people.invitation_code import make_code
from reporting.queries.accounts import Account, Accounts, OwnAccounts
from storage.audit.audit import Entry, write_audit
from storage.database import schema as t
from storage.database.database import Database
from storage.requested_change import RequestedChange

USED_LAST_WITHIN = timedelta(hours=1)
"""The precision of `last_used_at`. Which of several accounts was used last is always exact."""


def new_code() -> str:
    """Return a new random code that is hard to guess and easy to type."""
    return make_code(secrets.choice)


_OTHER = t.accounts.alias("other")
_USED_SINCE = (
    select(_OTHER.c.person_id)
    .where(_OTHER.c.person_id == t.accounts.c.person_id, _OTHER.c.last_used_at > t.accounts.c.last_used_at)
    .exists()
)
_USING = (
    update(t.accounts)
    .where(
        tuple_(t.accounts.c.channel, t.accounts.c.address).in_(bindparam("chats", expanding=True)),
        or_(
            t.accounts.c.blocked_at.is_not(None),
            t.accounts.c.last_used_at.is_(None),
            t.accounts.c.last_used_at < bindparam("before"),
            _USED_SINCE,
        ),
    )
    .values(blocked_at=None, last_used_at=bindparam("now"))
)


async def note_use(connection: AsyncConnection, chats: Collection[Chat], now: datetime) -> None:
    """Record that people wrote from these chats, and mark the chats as not blocked."""
    await connection.execute(
        _USING,
        {
            "chats": [(chat.channel, chat.address) for chat in chats],
            "before": now - USED_LAST_WITHIN,
            "now": now,
        },
    )


async def load_chats(connection: AsyncConnection, people: Collection[int]) -> dict[int, Chat]:
    """Return each person's chat: the account used last, unless it is blocked."""
    return await _reached(connection, people, _last_used())


async def load_digest_chats(connection: AsyncConnection, people: Collection[int]) -> dict[int, Chat]:
    """Return each person's chat for digests: the chosen channel's account, otherwise the one used last."""
    chosen = case((t.accounts.c.channel == t.people.c.digest_channel, 1), else_=0)
    return await _reached(connection, people, chosen, _last_used())


async def _reached(
    connection: AsyncConnection, people: Collection[int], *order: ColumnElement[Any]
) -> dict[int, Chat]:
    rows = await connection.execute(
        select(t.accounts.c.person_id, t.accounts.c.channel, t.accounts.c.address)
        .join(t.people, t.people.c.id == t.accounts.c.person_id)
        .where(t.accounts.c.person_id.in_(people), t.accounts.c.blocked_at.is_(None))
        .order_by(*order)
    )
    return {row.person_id: Chat(row.channel, row.address) for row in rows}


def _last_used() -> ColumnElement[Any]:
    return func.coalesce(t.accounts.c.last_used_at, t.accounts.c.joined_at)


async def load_accounts(
    connection: AsyncConnection, queries: Sequence[OwnAccounts], zone: tzinfo
) -> list[Accounts]:
    """Return the accounts of each queried person, in the order of joining."""
    people = {query.person_id for query in queries}
    last = await load_chats(connection, people)
    digests = await load_digest_chats(connection, people)
    rows = await connection.execute(
        select(t.accounts).where(t.accounts.c.person_id.in_(people)).order_by(t.accounts.c.joined_at)
    )
    own: dict[int, list[Account]] = defaultdict(list)
    for row in rows:
        own[row.person_id].append(
            Account(
                channel=row.channel,
                joined_at=row.joined_at.astimezone(zone),
                last_used=last.get(row.person_id) == Chat(row.channel, row.address),
                closed=row.blocked_at is not None,
                number=account_number(Chat(row.channel, row.address)),
                name=row.name or "",
            )
        )
    return [
        Accounts(
            all=tuple(own[query.person_id]),
            digests=chat.channel if (chat := digests.get(query.person_id)) else None,
        )
        for query in queries
    ]


async def disconnect(connection: AsyncConnection, person_id: int, number: int, now: datetime) -> Chat | None:
    """Remove an account and its waiting parcels from a person; return its chat, or None if there is no such account.

    The person's unused join codes expire, because the holder of the account may have requested one.
    """
    rows = await connection.execute(select(t.accounts).where(t.accounts.c.person_id == person_id))
    chats = (Chat(row.channel, row.address) for row in rows)
    chat = next((each for each in chats if account_number(each) == number), None)
    if chat is None:
        return None
    for table in (t.accounts, t.sessions, t.links):
        here = table.c.channel == chat.channel, table.c.address == chat.address
        await connection.execute(delete(table).where(*here))
    waiting = t.outbox.c.channel == chat.channel, t.outbox.c.address == chat.address
    await connection.execute(delete(t.outbox).where(*waiting, t.outbox.c.state == "queued"))
    await connection.execute(
        update(t.invitations)
        .where(
            t.invitations.c.person_id == person_id,
            t.invitations.c.unit_id.is_(None),
            t.invitations.c.used_at.is_(None),
            t.invitations.c.expires_at > now,
        )
        .values(expires_at=now)
    )
    return chat


def disconnection(chat: Chat, person_id: int, unit_id: int | None = None) -> Entry:
    """Return the audit entry for the removal of an account."""
    detail: dict[str, str | int | bool] = {"channel": chat.channel, "account": account_number(chat)}
    return Entry(deed=AuditEvent.DISCONNECTED, subject_id=person_id, unit_id=unit_id, detail=detail)


async def link_accounts(
    connection: AsyncConnection, changes: Sequence[RequestedChange[LinkAccount]], _: datetime
) -> None:
    """Store the codes that join a further account of a person."""
    for each in changes:
        await connection.execute(
            t.invitations.insert().values(
                code_hash=each.effect.code_hash, person_id=each.person_id, expires_at=each.effect.until
            )
        )


async def disconnect_accounts(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Disconnect]], now: datetime
) -> None:
    """Disconnect accounts from people. An account that is already disconnected is skipped."""
    for each in changes:
        if each.person_id is None:
            continue
        gone = await disconnect(connection, each.person_id, each.effect.account, now)
        if gone is not None:
            entry = replace(disconnection(gone, each.person_id), person_id=each.person_id)
            await write_audit(connection, [entry], now)


async def choose_digest_channels(
    connection: AsyncConnection, changes: Sequence[RequestedChange[DigestsHere]], _: datetime
) -> None:
    """Store each person's channel for digests."""
    for each in changes:
        await connection.execute(
            update(t.people).where(t.people.c.id == each.person_id).values(digest_channel=each.chat.channel)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveChat:
    """A chat and the number of its last message with choices."""

    chat: Chat
    step: int


async def active_chats(
    database: Database, channel: str, since: datetime, most: int
) -> tuple[ActiveChat, ...]:
    """Return a channel's unblocked chats whose sessions changed since a time, newest first."""
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
