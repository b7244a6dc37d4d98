"""Carrying decisions out, each with its row in the audit, all in the transaction of the turn."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.effects import Decide
from reporting.decisions.audit_events import AuditEvent
from reporting.decisions.decisions import (
    Appoint,
    CloseRound,
    ConfirmDeletion,
    Decision,
    DisconnectAccount,
    ExtendReport,
    ExtendRound,
    InviteAgain,
    OpenRound,
    ProposeDeletion,
    RefuseDeletion,
    Reinstate,
    Suspend,
)
from reporting.people.role import Role, RoleKind
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from storage.audit.audit import Entry, write_audit
from storage.database import schema as t
from storage.database.locks import hold_decisions
from storage.people.accounts import disconnect, disconnection
from storage.people.invitation_codes import expire_codes, invite
from storage.people.people import add_person
from storage.people.roles import end_role
from storage.privacy.erasure import BY_TWO, erase_person
from storage.requested_change import RequestedChange
from storage.rounds import rounds as register

PROPOSED_FOR = timedelta(days=7)
"""How long a proposed deletion waits for its confirmation."""


class DecisionClash(Exception):
    """Meanwhile somebody else has decided something that this decision cannot be joined with."""


async def carry_out_decisions(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Decide]], now: datetime
) -> None:
    """Carry out the decisions that people have confirmed; raises DecisionClash."""
    for each in changes:
        await carry_out(connection, each.person_id, each.effect.decision, now)


async def carry_out(
    connection: AsyncConnection, person_id: int | None, decision: Decision, now: datetime
) -> None:
    """Carry a decision out for a person (None: on the command line); raises DecisionClash."""
    await hold_decisions(connection)
    for entry in await _done(connection, person_id, decision, now):
        await write_audit(connection, [replace(entry, person_id=person_id)], now)


async def _done(
    connection: AsyncConnection, person_id: int | None, decision: Decision, now: datetime
) -> list[Entry]:
    if isinstance(decision, ProposeDeletion):
        return await _propose(connection, person_id, decision, now)
    return await _CARRIED_OUT[type(decision)](connection, decision, now)


async def _appoint(connection: AsyncConnection, decision: Appoint, now: datetime) -> list[Entry]:
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


async def _invite_again(connection: AsyncConnection, decision: InviteAgain, now: datetime) -> list[Entry]:
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


async def _open(connection: AsyncConnection, decision: OpenRound, now: datetime) -> list[Entry]:
    period = Period.parse(decision.period)
    form_id = select(t.forms.c.form_id).where(t.forms.c.hash == decision.form_hash).scalar_subquery()
    same = select(t.rounds.c.id).where(
        t.rounds.c.unit_id == decision.unit_id,
        t.rounds.c.form_id == form_id,
        t.rounds.c.period == period.code,
    )
    if (await connection.execute(same)).one_or_none() is not None:
        raise DecisionClash(decision.kind)
    due = Due(printed=decision.due, inclusive=decision.inclusive)
    await register.open_round(
        connection,
        title=decision.title,
        unit_id=decision.unit_id,
        reporting_units=decision.unit_ids,
        form_hash=decision.form_hash,
        period=period,
        due=due,
        opened_at=now,
    )
    round_id = (await connection.execute(same)).scalar_one()
    detail: dict[str, str | int | bool] = {"title": decision.title, "until": due.last_day.isoformat()}
    return [Entry(deed=AuditEvent.ROUND_OPENED, unit_id=decision.unit_id, round_id=round_id, detail=detail)]


async def _extend(
    connection: AsyncConnection, decision: ExtendReport | ExtendRound, now: datetime
) -> list[Entry]:
    round_columns = t.rounds.c.due_printed, t.rounds.c.due_inclusive
    values = {"due_printed": decision.last_day, "due_inclusive": True}
    if isinstance(decision, ExtendRound):
        which = t.rounds.c.id == decision.round_id
        before = (await connection.execute(select(*round_columns).where(which))).one()
        await connection.execute(update(t.rounds).where(which).values(values))
        own = update(t.reports).where(
            t.reports.c.round_id == decision.round_id, t.reports.c.due_printed <= decision.last_day
        )
        await connection.execute(own.values(due_printed=None, due_inclusive=None))
        detail = _extended(decision.last_day, before)
        return [Entry(deed=AuditEvent.EXTENDED, round_id=decision.round_id, detail=detail)]
    which = t.reports.c.id == decision.report_id
    report = (await connection.execute(select(t.reports).where(which))).one()
    before = report
    if report.due_printed is None:
        before = (
            await connection.execute(select(*round_columns).where(t.rounds.c.id == report.round_id))
        ).one()
    await connection.execute(update(t.reports).where(which).values(values))
    return [
        Entry(
            deed=AuditEvent.EXTENDED,
            unit_id=report.unit_id,
            round_id=report.round_id,
            report_id=report.id,
            detail=_extended(decision.last_day, before),
        )
    ]


def _extended(until: date, before: Any) -> dict[str, str | int | bool]:  # noqa: ANN401 -- a row of round or report
    """Return what the audit keeps of more time: the last day, and which it was before."""
    was = Due(printed=before.due_printed, inclusive=before.due_inclusive).last_day
    return {"until": until.isoformat(), "was": was.isoformat()}


async def _propose(
    connection: AsyncConnection, person_id: int | None, decision: ProposeDeletion, now: datetime
) -> list[Entry]:
    row = (
        await connection.execute(
            t.deletions.insert()
            .values(
                round_id=decision.round_id,
                person_id=decision.person_id,
                unit_id=decision.unit_id,
                proposed_by=person_id,
                proposed_at=now,
                expires_at=now + PROPOSED_FOR,
            )
            .returning(t.deletions)
        )
    ).one()
    return [_about(row, AuditEvent.DELETION_PROPOSED)]


async def _settle(connection: AsyncConnection, deletion_id: int, now: datetime) -> Any:  # noqa: ANN401 -- a row
    """Take a proposal that nobody has taken before."""
    taken = await connection.execute(
        update(t.deletions)
        .where(
            t.deletions.c.id == deletion_id,
            t.deletions.c.settled_at.is_(None),
            t.deletions.c.expires_at > now,
        )
        .values(settled_at=now)
        .returning(t.deletions)
    )
    row = taken.one_or_none()
    if row is None:
        raise DecisionClash(deletion_id)
    return row


async def _delete(connection: AsyncConnection, row: Any, now: datetime) -> list[Entry]:  # noqa: ANN401 -- a row
    entry = _about(row, AuditEvent.DELETED)
    if row.round_id is None:
        await erase_person(connection, row.person_id, BY_TWO, now)
        return [entry]
    title = (
        await connection.execute(select(t.rounds.c.title).where(t.rounds.c.id == row.round_id))
    ).scalar_one()
    reports = select(t.reports.c.id).where(t.reports.c.round_id == row.round_id)
    gone = await connection.execute(delete(t.answers).where(t.answers.c.report_id.in_(reports)))
    for table in (t.attachments, t.submissions):
        await connection.execute(delete(table).where(table.c.report_id.in_(reports)))
    await connection.execute(delete(t.reports).where(t.reports.c.round_id == row.round_id))
    await connection.execute(delete(t.rounds).where(t.rounds.c.id == row.round_id))
    return [replace(entry, detail={"title": title, "answers": gone.rowcount})]


def _about(row: Any, deed: AuditEvent) -> Entry:  # noqa: ANN401 -- a row
    return Entry(deed=deed, subject_id=row.person_id, unit_id=row.unit_id, round_id=row.round_id)


async def _suspend_or_reinstate(
    connection: AsyncConnection, decision: Suspend | Reinstate, now: datetime
) -> list[Entry]:
    at = now if isinstance(decision, Suspend) else None
    return await _suspend(connection, decision.person_id, decision.unit_id, at)


async def _disconnect(connection: AsyncConnection, decision: DisconnectAccount, now: datetime) -> list[Entry]:
    gone = await disconnect(connection, decision.person_id, decision.account, now)
    if gone is None:
        raise DecisionClash(decision.kind)
    return [disconnection(gone, decision.person_id, decision.unit_id)]


async def _close(connection: AsyncConnection, decision: CloseRound, now: datetime) -> list[Entry]:
    closed = update(t.rounds).where(t.rounds.c.id == decision.round_id, t.rounds.c.closed_at.is_(None))
    if (await connection.execute(closed.values(closed_at=now))).rowcount != 1:
        raise DecisionClash(decision.kind)
    return [Entry(deed=AuditEvent.ROUND_CLOSED, round_id=decision.round_id)]


async def _confirm(connection: AsyncConnection, decision: ConfirmDeletion, now: datetime) -> list[Entry]:
    return await _delete(connection, await _settle(connection, decision.deletion_id, now), now)


async def _refuse(connection: AsyncConnection, decision: RefuseDeletion, now: datetime) -> list[Entry]:
    return [_about(await _settle(connection, decision.deletion_id, now), AuditEvent.DELETION_REFUSED)]


_CARRIED_OUT: Mapping[type[Any], Callable[[AsyncConnection, Any, datetime], Awaitable[list[Entry]]]] = {
    Appoint: _appoint,
    InviteAgain: _invite_again,
    Suspend: _suspend_or_reinstate,
    Reinstate: _suspend_or_reinstate,
    DisconnectAccount: _disconnect,
    OpenRound: _open,
    ExtendReport: _extend,
    ExtendRound: _extend,
    CloseRound: _close,
    ConfirmDeletion: _confirm,
    RefuseDeletion: _refuse,
}
"""Every decision by its kind but a proposal, which needs to know who makes it."""
