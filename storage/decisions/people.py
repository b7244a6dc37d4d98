"""Decisions about people: appointments, invitations, suspensions, accounts."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.decisions.audit_events import AuditEvent
from reporting.decisions.decisions import (
    Appoint,
    Decision,
    DisconnectAccount,
    InviteAgain,
    Reinstate,
    Suspend,
)
from reporting.people.role import Role, RoleKind
from storage.audit.audit import Entry
from storage.database import schema as t
from storage.decisions.decision_kind import SUBJECT, DecisionClash, DecisionKind, of_person
from storage.people.accounts import disconnect, disconnection
from storage.people.invitation_codes import expire_codes, invite
from storage.people.people import add_person
from storage.people.roles import end_role


async def _appoint(
    connection: AsyncConnection, decision: Appoint, _: int | None, now: datetime
) -> list[Entry]:
    if decision.expires_at is None:
        raise ValueError("an appointment is carried out with its code")
    role = Role(decision.role, decision.unit_id)
    subject = await add_person(
        connection, decision.name, role.kind, role.unit_id, now, phone_hash=decision.phone_hash
    )
    await invite(connection, subject, decision.code_hash, decision.expires_at, role=role)
    if decision.instead_of is None:
        detail = {"role": role.kind.value}
        return [Entry(deed=AuditEvent.INVITED, subject_id=subject, unit_id=role.unit_id, detail=detail)]
    if not await end_role(connection, decision.instead_of, RoleKind.REPORTER, role.unit_id, now):
        raise DecisionClash(decision.kind)
    detail_: dict[str, str | int | bool] = {"from": decision.instead_of}
    return [Entry(deed=AuditEvent.HANDED_OVER, subject_id=subject, unit_id=role.unit_id, detail=detail_)]


def _same_appointment(decision: Appoint) -> ColumnElement[bool]:
    if decision.instead_of is not None:
        return of_person(decision.instead_of, decision.unit_id)
    return and_(t.audit.c.unit_id == decision.unit_id, SUBJECT.c.name == decision.name)


async def _invite_again(
    connection: AsyncConnection, decision: InviteAgain, _: int | None, now: datetime
) -> list[Entry]:
    if decision.expires_at is None:
        raise ValueError("an invitation is given out with its code")
    role = Role(decision.role, decision.unit_id)
    await expire_codes(connection, [decision.person_id], now)
    await invite(connection, decision.person_id, decision.code_hash, decision.expires_at, role=role)
    return [
        Entry(
            deed=AuditEvent.INVITED,
            subject_id=decision.person_id,
            unit_id=role.unit_id,
            detail={"role": role.kind.value},
        )
    ]


async def _suspend(
    connection: AsyncConnection, subject: int, unit_id: int, at: datetime | None
) -> list[Entry]:
    await connection.execute(
        update(t.roles)
        .where(t.roles.c.person_id == subject, t.roles.c.unit_id == unit_id, t.roles.c.until.is_(None))
        .values(suspended_at=at)
    )
    deed = AuditEvent.REINSTATED if at is None else AuditEvent.SUSPENDED
    return [Entry(deed=deed, subject_id=subject, unit_id=unit_id)]


async def _suspend_or_reinstate(
    connection: AsyncConnection, decision: Suspend | Reinstate, _: int | None, now: datetime
) -> list[Entry]:
    at = now if isinstance(decision, Suspend) else None
    return await _suspend(connection, decision.person_id, decision.unit_id, at)


async def _disconnect(
    connection: AsyncConnection, decision: DisconnectAccount, _: int | None, now: datetime
) -> list[Entry]:
    gone = await disconnect(connection, decision.person_id, decision.account, now)
    if gone is None:
        raise DecisionClash(decision.kind)
    return [disconnection(gone, decision.person_id, decision.unit_id)]


def _same_person(decision: InviteAgain | Suspend | Reinstate | DisconnectAccount) -> ColumnElement[bool]:
    return of_person(decision.person_id, decision.unit_id)


PEOPLE_DECISIONS: Mapping[type[Decision], DecisionKind] = {
    Appoint: DecisionKind(_appoint, _same_appointment),
    InviteAgain: DecisionKind(_invite_again, _same_person),
    Suspend: DecisionKind(_suspend_or_reinstate, _same_person),
    Reinstate: DecisionKind(_suspend_or_reinstate, _same_person),
    DisconnectAccount: DecisionKind(_disconnect, _same_person),
}
