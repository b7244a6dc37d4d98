"""Opens rounds and records reports that arrived outside the chat."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.reports.report import Answer
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from storage.database import schema as t


async def open_round(
    connection: AsyncConnection,
    *,
    title: str,
    unit_id: int,
    reporting_units: Sequence[int],
    form_hash: str,
    period: Period,
    due: Due,
    opened_at: datetime,
    closed_at: datetime | None = None,
    letter_id: int | None = None,
) -> Mapping[int, int]:
    """Open a round and a report for each reporting unit; return the report ids by unit id.

    The units are taken as of the period's last day, or of the deadline if that is earlier. Later changes to units or
    deadline do not change this day.
    """
    form_id = (
        await connection.execute(select(t.forms.c.form_id).where(t.forms.c.hash == form_hash))
    ).scalar_one()
    created = await connection.execute(
        t.rounds.insert()
        .values(
            title=title,
            unit_id=unit_id,
            form_hash=form_hash,
            form_id=form_id,
            period=period.code,
            period_start=period.start,
            units_on=min(period.end, due.last_day),
            due_printed=due.printed,
            due_inclusive=due.inclusive,
            opened_at=opened_at,
            closed_at=closed_at,
            letter_id=letter_id,
        )
        .returning(t.rounds.c.id)
    )
    round_id = created.scalar_one()
    await connection.execute(
        t.reports.insert(), [{"round_id": round_id, "unit_id": unit_id} for unit_id in reporting_units]
    )
    rows = await connection.execute(select(t.reports).where(t.reports.c.round_id == round_id))
    return {row.unit_id: row.id for row in rows}


def same_rounds(unit_id: int, period: Period, form_hashes: Sequence[str]) -> Select[int]:
    """Select the ids of a unit's rounds for a period with one of the forms, in any version."""
    forms = select(t.forms.c.form_id).where(t.forms.c.hash.in_(form_hashes))
    return select(t.rounds.c.id).where(
        t.rounds.c.unit_id == unit_id, t.rounds.c.form_id.in_(forms), t.rounds.c.period == period.code
    )


async def record_submitted(
    connection: AsyncConnection,
    report_id: int,
    answers: Mapping[str, Answer],
    at: datetime,
    *,
    on_time: bool,
    person_id: int | None = None,
) -> None:
    """Record a report that arrived another way (an earlier period, a paper table) as submitted at that time."""
    last = 0
    for path, answer in answers.items():
        value = answer.value if answer.absence is None else None
        row = await connection.execute(
            t.answers.insert()
            .values(
                report_id=report_id,
                path=path,
                value=value,
                absence=answer.absence,
                person_id=person_id,
                at=at,
            )
            .returning(t.answers.c.id)
        )
        last = row.scalar_one()
    await connection.execute(
        t.submissions.insert().values(
            report_id=report_id, number=1, at=at, on_time=on_time, person_id=person_id, last_answer_id=last
        )
    )
