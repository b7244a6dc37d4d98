"""Conflicting decisions: finds the newest audit entry about the same subject since a decision was shown."""

from datetime import tzinfo

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.decisions.audit_events import AuditEvent
from reporting.queries.audit import Trace
from reporting.queries.decided_since import DecidedSince, Overtaken
from storage.database import schema as t
from storage.decisions.decision_kind import SUBJECT
from storage.decisions.table import DECISIONS
from storage.units.tree import load_unit_paths

_BY = t.people.alias("by")
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
    kind = DECISIONS[type(query.decision)]
    by_another = or_(t.audit.c.person_id.is_(None), t.audit.c.person_id != query.person_id)
    rows = await connection.execute(
        select(t.audit, _BY.c.name.label("by_name"), SUBJECT.c.name.label("to_name"))
        .outerjoin(_BY, _BY.c.id == t.audit.c.person_id)
        .outerjoin(SUBJECT, SUBJECT.c.id == t.audit.c.subject_id)
        .where(
            or_(t.audit.c.at > query.since, and_(t.audit.c.at == query.since, by_another)),
            t.audit.c.deed.in_(_DECIDED),
            kind.about(query.decision),
        )
        .order_by(t.audit.c.id.desc())
        .limit(1)
    )
    row = rows.one_or_none()
    unit_id = (await connection.execute(kind.unit(query.decision))).scalar_one_or_none()
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
