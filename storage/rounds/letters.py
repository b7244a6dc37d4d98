"""Stores letters."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.rounds.letter import Letter
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from storage.database import schema as t


async def put_letter(connection: AsyncConnection, letter: Letter, opened_at: datetime) -> int:
    """Store a letter and return its id. Raises IntegrityError if the unit has that letter for the period already."""
    stored = t.letters.insert().values(
        unit_id=letter.unit_id,
        number=letter.number,
        issued_on=letter.issued_on,
        issuer=letter.issuer,
        subject=letter.subject,
        period=letter.period.code,
        due_printed=letter.due.printed,
        due_inclusive=letter.due.inclusive,
        opened_at=opened_at,
    )
    return int((await connection.execute(stored.returning(t.letters.c.id))).scalar_one())


async def load_letters(connection: AsyncConnection) -> tuple[Letter, ...]:
    """Return all letters, the newest first."""
    query = select(t.letters).order_by(t.letters.c.issued_on.desc(), t.letters.c.id.desc())
    return tuple(
        Letter(
            id=row.id,
            number=row.number,
            issued_on=row.issued_on,
            issuer=row.issuer,
            subject=row.subject,
            unit_id=row.unit_id,
            period=Period.parse(row.period),
            due=Due(printed=row.due_printed, inclusive=row.due_inclusive),
        )
        for row in await connection.execute(query)
    )
