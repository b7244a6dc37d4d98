"""The append-only audit log: each consequential action is one row, written in the action's own transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.decisions.audit_events import AuditEvent
from storage.database import schema as t


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One audited action: its actor (None: the command line), the person, unit, round and report concerned.

    `detail` holds what a reader needs to understand the row later. It never contains a person's name, number or
    address.
    """

    deed: AuditEvent
    person_id: int | None = None
    subject_id: int | None = None
    unit_id: int | None = None
    round_id: int | None = None
    report_id: int | None = None
    detail: Mapping[str, str | int | bool] = field(default_factory=dict)


async def write_audit(connection: AsyncConnection, entries: Sequence[Entry], at: datetime) -> None:
    """Append entries to the audit log."""
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
