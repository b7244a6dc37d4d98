"""The submitted reports of a person's units, of open and closed rounds, with the answers as submitted."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.queries.reports import ReportView
from storage.database import schema as t
from storage.people.responsibility import answering
from storage.rounds.reports import load_submitted_answers

MOST = 8
"""The maximum number of reports shown in the chat, newest first."""


async def newest_submitted(connection: AsyncConnection, person_id: int) -> Sequence[int]:
    """Return the last submitted reports for which the person is responsible, newest first."""
    own = answering(t.roles.c.person_id == person_id)
    last = func.max(t.submissions.c.at).label("last")
    query = (
        select(t.reports.c.id, last)
        .join(own, own.c.unit_id == t.reports.c.unit_id)
        .join(t.submissions, t.submissions.c.report_id == t.reports.c.id)
        .group_by(t.reports.c.id)
        .order_by(last.desc(), t.reports.c.id.desc())
        .limit(MOST)
    )
    return list((await connection.execute(query)).scalars())


async def as_submitted(connection: AsyncConnection, views: Sequence[ReportView]) -> tuple[ReportView, ...]:
    """Return reports with the answers that their last submission contains."""
    answers = await load_submitted_answers(connection, [view.report.id for view in views])
    return tuple(
        replace(view, report=replace(view.report, answers=answers[view.report.id])) for view in views
    )
