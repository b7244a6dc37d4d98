"""Joining: binds a chat to a person, by an invitation code or by a phone number."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.effects import Agree, Join, JoinByPhone, NoteWrongCode
from conversations.chat.orders import Parcel, Priority, SendAccountJoined
from conversations.joining.guessing import GUESSED_WITHIN
from reporting.decisions.audit_events import AuditEvent
from reporting.people.chat import Chat, account_number, shown_name
from reporting.people.role import RoleKind
from storage.audit.audit import Entry, write_audit
from storage.database import schema as t
from storage.database.locks import inserting
from storage.outbox.outbox import put_parcels
from storage.people.profile import note_agreement
from storage.people.roles import active_role, end_role, give_role
from storage.requested_change import RequestedChange


class NobodyByPhone(Exception):
    """The phone number belongs to no one, or to several people, since the notice was accepted."""


class InvitationUsed(Exception):
    """The invitation was used, or made void, at the same moment: the second use is refused."""


async def join_with_codes(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Join]], now: datetime
) -> None:
    """Use up invitations and bind the chats to the people invited; raises InvitationUsed."""
    for each in changes:
        invitation = t.invitations.c.code_hash == each.effect.code_hash
        invited = select(t.invitations.c.person_id).where(invitation)
        await keep_people(connection, t.people.c.id.in_(invited))
        used = await connection.execute(
            update(t.invitations)
            .where(invitation, t.invitations.c.used_at.is_(None), t.invitations.c.expires_at > now)
            .values(used_at=now)
        )
        if used.rowcount != 1:
            raise InvitationUsed(each.effect.code_hash)
        found = (await connection.execute(select(t.invitations).where(invitation))).one()
        person_id = await receive(connection, each.chat, found, now)
        await _bind_and_tell(connection, each, person_id, now)


async def join_by_phone(
    connection: AsyncConnection, changes: Sequence[RequestedChange[JoinByPhone]], now: datetime
) -> None:
    """Bind chats to the people who have their phone numbers; raises NobodyByPhone."""
    for each in changes:
        person_id = await receive_by_phone(connection, each.chat, each.effect.phone_hash, now)
        await _bind_and_tell(connection, each, person_id, now)


async def _bind_and_tell(
    connection: AsyncConnection, change: RequestedChange[Join | JoinByPhone], person_id: int, now: datetime
) -> None:
    """Bind the chat to the person, and notify the person's other accounts at once."""
    others = await bind(
        connection, change.chat, person_id, change.effect.notice, now, name=shown_name(change.name)
    )
    await put_parcels(connection, [_joined(person_id, change.chat, other, now) for other in others])


def _joined(person_id: int, chat: Chat, other: Chat, now: datetime) -> Parcel:
    """Return the notice to another account of the person, due at once: quiet hours do not apply to it."""
    number = account_number(chat)
    order = SendAccountJoined(person_id=person_id, account=number)
    key = f"joined:{number}:{account_number(other)}:{now.isoformat()}"
    return Parcel(key=key, chat=other, priority=Priority.REPLY, due_at=now, delivery=order)


async def receive(connection: AsyncConnection, chat: Chat, invitation: Row[Any], now: datetime) -> int:
    """Return the id of the person who owns the chat after joining.

    A chat that belongs to a person stays theirs. The invitation's role moves to that person, so that it does not stay
    with a registration that no one has joined.
    """
    known = (
        await connection.execute(
            select(t.accounts.c.person_id).where(
                t.accounts.c.channel == chat.channel, t.accounts.c.address == chat.address
            )
        )
    ).scalar_one_or_none()
    invited: int = invitation.person_id
    person_id = invited if known is None or invitation.unit_id is None else known
    if person_id != invited:
        kind = RoleKind(invitation.kind)
        await give_role(connection, person_id, kind, invitation.unit_id, now)
        if not await _has_joined(connection, invited):
            await end_role(connection, invited, kind, invitation.unit_id, now)
    unit_id = invitation.unit_id or await _newest_unit(connection, person_id)
    await write_audit(connection, [_joining(chat, person_id, unit_id)], now)
    return person_id


def _joining(chat: Chat, person_id: int, unit_id: int | None) -> Entry:
    detail: dict[str, str | int | bool] = {"channel": chat.channel, "account": account_number(chat)}
    return Entry(
        deed=AuditEvent.JOINED, person_id=person_id, subject_id=person_id, unit_id=unit_id, detail=detail
    )


async def keep_people(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Lock these people against erasure until this transaction ends; otherwise an account could outlive its person."""
    await connection.execute(
        select(t.people.c.id).where(which).order_by(t.people.c.id).with_for_update(read=True, key_share=True)
    )


async def receive_by_phone(connection: AsyncConnection, chat: Chat, phone_hash: str, now: datetime) -> int:
    """Return the person with that phone number and an active role; raises NobodyByPhone."""
    await keep_people(connection, t.people.c.phone_hash == phone_hash)
    person_id = (await load_owners(connection, {phone_hash})).get(phone_hash)
    if person_id is None:
        raise NobodyByPhone
    unit_id = await _newest_unit(connection, person_id)
    await write_audit(connection, [_joining(chat, person_id, unit_id)], now)
    return person_id


async def load_owners(connection: AsyncConnection, phone_hashes: Collection[str]) -> dict[str, int]:
    """Return the person of each number among holders of active roles; a number that several people share has none."""
    rows = await connection.execute(
        select(t.people.c.phone_hash, func.min(t.people.c.id).label("person_id"))
        .where(
            t.people.c.phone_hash.in_(phone_hashes),
            select(t.roles.c.id).where(t.roles.c.person_id == t.people.c.id, active_role()).exists(),
        )
        .group_by(t.people.c.phone_hash)
        .having(func.count() == 1)
    )
    return {row.phone_hash: row.person_id for row in rows}


async def bind(
    connection: AsyncConnection, chat: Chat, person_id: int, notice: str, now: datetime, *, name: str = ""
) -> frozenset[Chat]:
    """Bind the chat to a person who has just accepted that version of the notice; `name` is the account's display name.

    Returns the person's other chats if this chat was not bound to them before.
    """
    own = await connection.execute(select(t.accounts).where(t.accounts.c.person_id == person_id))
    before = frozenset(Chat(row.channel, row.address) for row in own)
    upsert = inserting(connection, t.accounts)
    await connection.execute(
        upsert.on_conflict_do_update(
            index_elements=["channel", "address"],
            set_={
                "person_id": upsert.excluded.person_id,
                "joined_at": upsert.excluded.joined_at,
                "notice": upsert.excluded.notice,
                "last_used_at": upsert.excluded.last_used_at,
                "name": upsert.excluded.name,
                "blocked_at": None,
            },
        ),
        {
            "channel": chat.channel,
            "address": chat.address,
            "person_id": person_id,
            "joined_at": now,
            "notice": notice,
            "last_used_at": now,
            "name": name or None,
        },
    )
    await note_agreement(connection, chat, person_id, Agree(notice=notice, agreed=True), now)
    return frozenset() if chat in before else before


async def _newest_unit(connection: AsyncConnection, person_id: int) -> int | None:
    """Return the unit of the newest role. Codes of the first version do not record their role."""
    query = select(t.roles.c.unit_id).where(t.roles.c.person_id == person_id, active_role())
    return (await connection.execute(query.order_by(t.roles.c.id.desc()).limit(1))).scalar_one_or_none()


async def _has_joined(connection: AsyncConnection, person_id: int) -> bool:
    accounts = select(t.accounts.c.person_id).where(t.accounts.c.person_id == person_id).limit(1)
    return (await connection.execute(accounts)).one_or_none() is not None


async def note_wrong_codes(
    connection: AsyncConnection, changes: Sequence[RequestedChange[NoteWrongCode]], now: datetime
) -> None:
    """Count attempts with unknown codes, and delete the counts that no longer affect the guessing limit."""
    await connection.execute(t.wrong_codes.insert(), [{"at": now}] * len(changes))
    await connection.execute(delete(t.wrong_codes).where(t.wrong_codes.c.at < now - GUESSED_WITHIN))


async def count_wrong_codes(connection: AsyncConnection, since: datetime, until: datetime) -> int:
    """Return the number of attempts with unknown codes in a period."""
    query = select(func.count()).where(t.wrong_codes.c.at > since, t.wrong_codes.c.at <= until)
    found: int = (await connection.execute(query)).scalar_one()
    return found
