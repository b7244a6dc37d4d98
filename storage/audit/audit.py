"""The audit: every deed of consequence in one row, written in the transaction that does it, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.decisions.audit_events import AuditEvent
from storage.database import schema as t


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One deed: by whom (None: on the command line), to whom, at which unit, in which round and report.

    `detail` says what else is needed to understand it later; never a name, a number or an address of a person.
    """

    deed: AuditEvent
    person_id: int | None = None
    subject_id: int | None = None
    unit_id: int | None = None
    round_id: int | None = None
    report_id: int | None = None
    detail: Mapping[str, str | int | bool] = field(default_factory=dict)


async def write_audit(connection: AsyncConnection, entries: Sequence[Entry], at: datetime) -> None:
    """Add entries to the audit."""
    if entries:
        await connection.execute(
            t.audit.insert(),
            [
                {
                    "at": at,
                    "deed": entry.deed.value,
                    "person_id": entry.person_id,
                    "subject_id": entry.subject_id,
                    "unit_id": entry.unit_id,
                    "round_id": entry.round_id,
                    "report_id": entry.report_id,
                    "detail": dict(entry.detail),
                }
                for entry in entries
            ],
        )
