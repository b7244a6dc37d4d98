"""Stores the drafts of documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import schema as t


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft without its content. `figures` are the printed figures by name."""

    number: int
    filename: str
    figures: Mapping[str, str]
    made_at: datetime


async def load_drafts(connection: AsyncConnection, kind: str, unit_id: int, period: str) -> tuple[Draft, ...]:
    """Return the drafts of a document, the first one first."""
    columns = t.documents.c.draft, t.documents.c.filename, t.documents.c.figures, t.documents.c.made_at
    rows = await connection.execute(
        select(*columns)
        .where(t.documents.c.kind == kind, t.documents.c.unit_id == unit_id, t.documents.c.period == period)
        .order_by(t.documents.c.draft)
    )
    return tuple(
        Draft(number=row.draft, filename=row.filename, figures=row.figures, made_at=row.made_at)
        for row in rows
    )


async def put_draft(
    connection: AsyncConnection,
    *,
    kind: str,
    unit_id: int,
    period: str,
    draft: Draft,
    content: bytes,
) -> None:
    """Store a draft. Raises IntegrityError if a draft of that number was stored meanwhile."""
    await connection.execute(
        t.documents.insert().values(
            kind=kind,
            unit_id=unit_id,
            period=period,
            draft=draft.number,
            filename=draft.filename,
            content=content,
            figures=dict(draft.figures),
            made_at=draft.made_at,
        )
    )
