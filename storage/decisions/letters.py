"""Decisions about letters: a letter opens all of its rounds in one transaction."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.decisions.audit_events import AuditEvent
from reporting.decisions.decisions import Decision, OpenLetter
from reporting.rounds.letter import Letter
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from storage.audit.audit import Entry
from storage.database import schema as t
from storage.decisions.decision_kind import DecisionClash, DecisionKind
from storage.rounds import rounds as register
from storage.rounds.letters import put_letter


async def _open(
    connection: AsyncConnection, decision: OpenLetter, _: int | None, now: datetime
) -> list[Entry]:
    period = Period.parse(decision.period)
    due = Due(printed=decision.due, inclusive=decision.inclusive)
    if await _exists(connection, decision, period):
        raise DecisionClash(decision.kind)
    letter = Letter(
        number=decision.number,
        issued_on=decision.issued_on,
        issuer=decision.issuer,
        subject=decision.subject,
        unit_id=decision.unit_id,
        period=period,
        due=due,
    )
    letter_id = await put_letter(connection, letter, now)
    detail: dict[str, str | int | bool] = {"title": letter.short_name, "until": due.last_day.isoformat()}
    entries = [Entry(deed=AuditEvent.LETTER_OPENED, unit_id=decision.unit_id, detail=detail)]
    for each in decision.rounds:
        await register.open_round(
            connection,
            title=each.title,
            unit_id=decision.unit_id,
            reporting_units=each.unit_ids,
            form_hash=each.form_hash,
            period=period,
            due=due,
            opened_at=now,
            letter_id=letter_id,
        )
        opened = register.same_rounds(decision.unit_id, period, [each.form_hash])
        round_id = (await connection.execute(opened)).scalar_one()
        own = {"title": each.title, "until": due.last_day.isoformat()}
        entries.append(
            Entry(deed=AuditEvent.ROUND_OPENED, unit_id=decision.unit_id, round_id=round_id, detail=own)
        )
    return entries


async def _exists(connection: AsyncConnection, decision: OpenLetter, period: Period) -> bool:
    """Tell whether the letter is open already, or one of its forms has a round of the unit and period."""
    same = select(t.letters.c.id).where(
        t.letters.c.unit_id == decision.unit_id,
        t.letters.c.number == decision.number,
        t.letters.c.period == period.code,
    )
    forms = [each.form_hash for each in decision.rounds]
    asked = register.same_rounds(decision.unit_id, period, forms)
    for query in (same, asked):
        if (await connection.execute(query)).first() is not None:
            return True
    return False


def _same_letter(decision: OpenLetter) -> ColumnElement[bool]:
    return and_(t.audit.c.unit_id == decision.unit_id, t.audit.c.deed == AuditEvent.LETTER_OPENED)


LETTER_DECISIONS: Mapping[type[Decision], DecisionKind] = {
    OpenLetter: DecisionKind(_open, _same_letter),
}
