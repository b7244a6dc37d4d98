"""Decisions about deletions: one administrator proposes, another confirms or refuses."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.decisions.audit_events import AuditEvent
from reporting.decisions.decisions import ConfirmDeletion, Decision, ProposeDeletion, RefuseDeletion
from storage.audit.audit import Entry
from storage.database import schema as t
from storage.decisions.decision_kind import DecisionClash, DecisionKind, of_person, of_round
from storage.privacy.erasure import BY_TWO, erase_person

PROPOSED_FOR = timedelta(days=7)
"""How long a proposed deletion waits for its confirmation."""


async def _propose(
    connection: AsyncConnection, decision: ProposeDeletion, person_id: int | None, now: datetime
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
    return [_entry(row, AuditEvent.DELETION_PROPOSED)]


async def _settle(connection: AsyncConnection, deletion_id: int, now: datetime) -> Any:  # noqa: ANN401 -- a row
    """Settle a proposal; raises DecisionClash if it is settled already."""
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
    entry = _entry(row, AuditEvent.DELETED)
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


def _entry(row: Any, deed: AuditEvent) -> Entry:  # noqa: ANN401 -- a row
    return Entry(deed=deed, subject_id=row.person_id, unit_id=row.unit_id, round_id=row.round_id)


async def _confirm(
    connection: AsyncConnection, decision: ConfirmDeletion, _: int | None, now: datetime
) -> list[Entry]:
    return await _delete(connection, await _settle(connection, decision.deletion_id, now), now)


async def _refuse(
    connection: AsyncConnection, decision: RefuseDeletion, _: int | None, now: datetime
) -> list[Entry]:
    return [_entry(await _settle(connection, decision.deletion_id, now), AuditEvent.DELETION_REFUSED)]


def _same_subject(decision: ProposeDeletion) -> ColumnElement[bool]:
    if decision.round_id is None:
        return of_person(decision.person_id, decision.unit_id)
    return of_round(decision.round_id)


def _same_proposal(decision: ConfirmDeletion | RefuseDeletion) -> ColumnElement[bool]:
    return and_(
        t.deletions.c.id == decision.deletion_id,
        t.deletions.c.settled_at.is_not(None),
        t.audit.c.deed.in_((AuditEvent.DELETED, AuditEvent.DELETION_REFUSED)),
        t.audit.c.unit_id == t.deletions.c.unit_id,
        t.audit.c.subject_id.is_not_distinct_from(t.deletions.c.person_id),
    )


def _unit_of_proposal(decision: ConfirmDeletion | RefuseDeletion) -> Select[Any]:
    return select(t.deletions.c.unit_id).where(t.deletions.c.id == decision.deletion_id)


DELETION_DECISIONS: Mapping[type[Decision], DecisionKind] = {
    ProposeDeletion: DecisionKind(_propose, _same_subject),
    ConfirmDeletion: DecisionKind(_confirm, _same_proposal, _unit_of_proposal),
    RefuseDeletion: DecisionKind(_refuse, _same_proposal, _unit_of_proposal),
}
