"""Conflicting decisions: finds the newest audit entry about the same subject since a decision was shown."""

from datetime import tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

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
from reporting.queries.audit import Trace
from reporting.queries.decided_since import DecidedSince, Overtaken
from storage.database import schema as t
from storage.units.tree import load_unit_paths

_BY, _TO = t.people.alias("by"), t.people.alias("to")
_DECIDED = (
    AuditEvent.INVITED,
    AuditEvent.HANDED_OVER,
    AuditEvent.SUSPENDED,
    AuditEvent.REINSTATED,
    AuditEvent.ROUND_OPENED,
    AuditEvent.EXTENDED,
    AuditEvent.ROUND_CLOSED,
    AuditEvent.DELETION_PROPOSED,
    AuditEvent.DELETION_REFUSED,
    AuditEvent.DELETED,
)


async def load_overtaken(connection: AsyncConnection, query: DecidedSince, zone: tzinfo) -> Overtaken | None:
    """Return the last conflicting decision since then; for the person's own decisions, only what came after them."""
    by_another = or_(t.audit.c.person_id.is_(None), t.audit.c.person_id != query.person_id)
    rows = await connection.execute(
        select(t.audit, _BY.c.name.label("by_name"), _TO.c.name.label("to_name"))
        .outerjoin(_BY, _BY.c.id == t.audit.c.person_id)
        .outerjoin(_TO, _TO.c.id == t.audit.c.subject_id)
        .where(
            or_(t.audit.c.at > query.since, and_(t.audit.c.at == query.since, by_another)),
            t.audit.c.deed.in_(_DECIDED),
            _about(query.decision),
        )
        .order_by(t.audit.c.id.desc())
        .limit(1)
    )
    row = rows.one_or_none()
    unit_id = (await connection.execute(_unit(query.decision))).scalar_one_or_none()
    if row is None or unit_id is None:
        return None
    return Overtaken(
        trace=Trace(
            deed=AuditEvent(row.deed),
            at=row.at.astimezone(zone),
            by=row.by_name,
            to=row.to_name,
            detail=row.detail,
        ),
        unit_path=(await load_unit_paths(connection, [unit_id]))[unit_id],
    )


def _about(decision: Decision) -> ColumnElement[bool]:
    """Return the condition on `audit` for rows about the decision's subject."""
    match decision:
        case Appoint(instead_of=None):
            return and_(t.audit.c.unit_id == decision.unit_id, _TO.c.name == decision.name)
        case Appoint(instead_of=person_id) | ProposeDeletion(round_id=None, person_id=person_id):
            return _of_person(person_id, decision.unit_id)
        case InviteAgain() | Suspend() | Reinstate() | DisconnectAccount():
            return _of_person(decision.person_id, decision.unit_id)
        case OpenRound():
            form_id = select(t.forms.c.form_id).where(t.forms.c.hash == decision.form_hash).scalar_subquery()
            same = select(t.rounds.c.id).where(
                t.rounds.c.unit_id == decision.unit_id,
                t.rounds.c.form_id == form_id,
                t.rounds.c.period == decision.period,
            )
            return t.audit.c.round_id.in_(same)
        case ExtendReport(report_id=report_id):
            round_id = select(t.reports.c.round_id).where(t.reports.c.id == report_id).scalar_subquery()
            return or_(t.audit.c.report_id == report_id, _of_round(round_id))
        case ExtendRound() | CloseRound() | ProposeDeletion():
            return _of_round(decision.round_id)
        case ConfirmDeletion(deletion_id=deletion_id) | RefuseDeletion(deletion_id=deletion_id):
            return and_(
                t.deletions.c.id == deletion_id,
                t.deletions.c.settled_at.is_not(None),
                t.audit.c.deed.in_((AuditEvent.DELETED, AuditEvent.DELETION_REFUSED)),
                t.audit.c.unit_id == t.deletions.c.unit_id,
                t.audit.c.subject_id.is_not_distinct_from(t.deletions.c.person_id),
            )


def _of_person(person_id: int | None, unit_id: int) -> ColumnElement[bool]:
    replaced = t.audit.c.detail["from"].as_integer() == person_id
    return and_(t.audit.c.unit_id == unit_id, or_(t.audit.c.subject_id == person_id, replaced))


def _of_round(round_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- a number or a query for it
    return and_(t.audit.c.round_id == round_id, t.audit.c.report_id.is_(None))


def _unit(decision: Decision) -> Select[Any]:
    """Select the unit that a decision concerns."""
    match decision:
        case ExtendReport(report_id=report_id):
            return select(t.reports.c.unit_id).where(t.reports.c.id == report_id)
        case ExtendRound(round_id=round_id) | CloseRound(round_id=round_id):
            return select(t.rounds.c.unit_id).where(t.rounds.c.id == round_id)
        case ConfirmDeletion(deletion_id=deletion_id) | RefuseDeletion(deletion_id=deletion_id):
            return select(t.deletions.c.unit_id).where(t.deletions.c.id == deletion_id)
        case _:
            return select(t.units.c.id).where(t.units.c.id == decision.unit_id)
