"""Decisions about rounds and reports: opening, extending, closing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.decisions.audit_events import AuditEvent
from reporting.decisions.decisions import CloseRound, Decision, ExtendReport, ExtendRound, OpenRound
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from storage.audit.audit import Entry
from storage.database import schema as t
from storage.decisions.decision_kind import DecisionClash, DecisionKind, of_round
from storage.rounds import rounds as register


async def _open(
    connection: AsyncConnection, decision: OpenRound, _: int | None, now: datetime
) -> list[Entry]:
    period = Period.parse(decision.period)
    same = register.same_rounds(decision.unit_id, period, [decision.form_hash])
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
    connection: AsyncConnection, decision: ExtendReport | ExtendRound, _: int | None, now: datetime
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


async def _close(
    connection: AsyncConnection, decision: CloseRound, _: int | None, now: datetime
) -> list[Entry]:
    closed = update(t.rounds).where(t.rounds.c.id == decision.round_id, t.rounds.c.closed_at.is_(None))
    if (await connection.execute(closed.values(closed_at=now))).rowcount != 1:
        raise DecisionClash(decision.kind)
    return [Entry(deed=AuditEvent.ROUND_CLOSED, round_id=decision.round_id)]


def _same_opening(decision: OpenRound) -> ColumnElement[bool]:
    same = register.same_rounds(decision.unit_id, Period.parse(decision.period), [decision.form_hash])
    return t.audit.c.round_id.in_(same)


def _same_report(decision: ExtendReport) -> ColumnElement[bool]:
    round_id = select(t.reports.c.round_id).where(t.reports.c.id == decision.report_id).scalar_subquery()
    return or_(t.audit.c.report_id == decision.report_id, of_round(round_id))


def _same_round(decision: ExtendRound | CloseRound) -> ColumnElement[bool]:
    return of_round(decision.round_id)


def _unit_of_report(decision: ExtendReport) -> Select[Any]:
    return select(t.reports.c.unit_id).where(t.reports.c.id == decision.report_id)


def _unit_of_round(decision: ExtendRound | CloseRound) -> Select[Any]:
    return select(t.rounds.c.unit_id).where(t.rounds.c.id == decision.round_id)


ROUND_DECISIONS: Mapping[type[Decision], DecisionKind] = {
    OpenRound: DecisionKind(_open, _same_opening),
    ExtendReport: DecisionKind(_extend, _same_report, _unit_of_report),
    ExtendRound: DecisionKind(_extend, _same_round, _unit_of_round),
    CloseRound: DecisionKind(_close, _same_round, _unit_of_round),
}
