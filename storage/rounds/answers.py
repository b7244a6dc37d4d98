"""Answers, evidence and submissions. Answers and evidence of all chats are written in one statement each."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.effects import Keep, Record, Submit
from storage.database import schema as t
from storage.requested_change import RequestedChange

_RECORDING = t.answers.insert()


async def record_answers(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Record]], now: datetime
) -> None:
    """Append answers to their reports."""
    rows = [
        {
            "report_id": each.effect.report_id,
            "path": path,
            "value": answer.value if answer.absence is None else None,
            "absence": answer.absence,
            "person_id": each.person_id,
            "at": now,
        }
        for each in changes
        for path, answer in each.effect.answers.items()
    ]
    if rows:
        await connection.execute(_RECORDING, rows)


async def keep_files(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Keep]], now: datetime
) -> None:
    """Keep the channels' references to files that were sent as evidence."""
    rows = [
        {
            "report_id": each.effect.report_id,
            "path": each.effect.path,
            "kind": each.effect.kind,
            "name": each.effect.name,
            "channel": each.chat.channel,
            "reference": each.effect.reference,
            "person_id": each.person_id,
            "at": now,
        }
        for each in changes
    ]
    await connection.execute(t.attachments.insert(), rows)


async def submit_reports(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Submit]], now: datetime
) -> None:
    """Submit reports as their next revisions. A revision covers the answers stored so far."""
    for each in changes:
        report_id = each.effect.report_id
        last_answer = select(func.coalesce(func.max(t.answers.c.id), 0)).where(
            t.answers.c.report_id == report_id
        )
        number = select(func.count() + 1).where(t.submissions.c.report_id == report_id)
        await connection.execute(
            t.submissions.insert().values(
                report_id=report_id,
                number=number.scalar_subquery(),
                at=now,
                on_time=each.effect.on_time,
                person_id=each.person_id,
                last_answer_id=last_answer.scalar_subquery(),
            )
        )
