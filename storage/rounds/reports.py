"""Loads whole reports in bulk: round, unit, current answers, submissions."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import tzinfo
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.queries.reports import Previous
from reporting.reports.report import Absence, Answer, Report, Submission, without_cleared
from reporting.rounds.period import Period
from storage.database import schema as t
from storage.rounds.rows import round_columns, round_of
from storage.units.history import load_ancestry
from storage.units.rows import unit_of

_OF_REPORTS = t.submissions.c.report_id.in_(bindparam("ids", expanding=True))
_SUBMITTED = select(t.submissions.c.report_id).where(_OF_REPORTS).distinct()
_SUBMISSIONS = select(t.submissions).where(_OF_REPORTS).order_by(t.submissions.c.number)


async def load_reports(connection: AsyncConnection, ids: Collection[int], zone: tzinfo) -> dict[int, Report]:
    """Return reports by id with their current answers, submitted or not."""
    rows = await connection.execute(_reports(), {"ids": list(ids)})
    answers, newest = await _answers(connection, ids, as_submitted=False)
    submissions, counted = await _submissions(connection, ids, zone)
    return {
        row.report_id: Report(
            id=row.report_id,
            round=round_of(row, zone),
            unit=unit_of(row),
            answers=answers[row.report_id],
            submissions=tuple(submissions[row.report_id]),
            changed_since=bool(
                submissions[row.report_id] and newest.get(row.report_id, 0) > counted[row.report_id]
            ),
        )
        for row in rows.all()
    }


async def load_submitted_answers(
    connection: AsyncConnection, ids: Collection[int]
) -> dict[int, dict[str, Answer]]:
    """Return the answers in each report's last submission; reports never submitted are omitted."""
    if not ids:
        return {}
    answers, _ = await _answers(connection, ids, as_submitted=True)
    submitted = await connection.execute(_SUBMITTED, {"ids": list(ids)})
    return {report_id: answers[report_id] for report_id in submitted.scalars()}


async def load_previous(
    connection: AsyncConnection, ids: Collection[int], *, with_answers: bool = True
) -> dict[int, tuple[int, Period, Mapping[str, Answer]]]:
    """Return for each report the unit's submitted report of the previous period: id, period and answers.

    This is the newest report for an earlier period whose form has the same form_id. If other units were in the unit's
    place then, their report is used if there was exactly one such unit.
    """
    rows = (await connection.execute(_before(), {"ids": list(ids)})).all()
    register = await load_ancestry(connection, {row.unit_id for row in rows if row.has_origins})
    found = {
        row.report_id: row
        for row in rows
        if not row.has_origins
        or register.lineage(row.unit_id, row.past_day, until=row.units_on) == {row.past_unit_id}
    }
    past = [row.past_id for row in found.values()]
    answers = await load_submitted_answers(connection, past) if with_answers else {}
    return {
        report_id: (row.past_id, Period.parse(row.period), answers.get(row.past_id, {}))
        for report_id, row in found.items()
    }


def previous_of(found: tuple[int, Period, Mapping[str, Answer]] | None) -> Previous | None:
    """Return a previous report as the dialogues' model represents it."""
    return Previous(period=found[1], answers=found[2]) if found else None


@cache
def _before() -> Select[Any]:
    """Select the newest earlier submitted report of each report's unit or of its predecessors.

    The parameter is `ids`. The statement is cached, because building it costs more than running it.
    """
    successions, earlier, past = t.unit_successions, t.rounds.alias("earlier"), t.reports.alias("past")
    start = (
        select(t.reports.c.id.label("report_id"), t.reports.c.unit_id, t.rounds.c.units_on)
        .join(t.rounds, t.rounds.c.id == t.reports.c.round_id)
        .where(t.reports.c.id.in_(bindparam("ids", expanding=True)))
    )
    origin = start.cte("origin", recursive=True)
    origin = origin.union(
        select(origin.c.report_id, successions.c.old_id, origin.c.units_on).join(
            successions,
            and_(successions.c.new_id == origin.c.unit_id, successions.c.on_day <= origin.c.units_on),
        )
    )
    ranked = (
        select(
            t.reports.c.id.label("report_id"),
            t.reports.c.unit_id,
            select(successions.c.old_id)
            .where(successions.c.new_id == t.reports.c.unit_id)
            .exists()
            .label("has_origins"),
            past.c.id.label("past_id"),
            past.c.unit_id.label("past_unit_id"),
            earlier.c.period,
            earlier.c.units_on.label("past_day"),
            t.rounds.c.units_on,
            func.dense_rank()
            .over(partition_by=t.reports.c.id, order_by=(earlier.c.period_start.desc(), earlier.c.id.desc()))
            .label("place"),
        )
        .select_from(origin)
        .join(t.reports, t.reports.c.id == origin.c.report_id)
        .join(t.rounds, t.rounds.c.id == t.reports.c.round_id)
        .join(past, past.c.unit_id == origin.c.unit_id)
        .join(
            earlier,
            and_(
                earlier.c.id == past.c.round_id,
                earlier.c.form_id == t.rounds.c.form_id,
                earlier.c.period_start < t.rounds.c.period_start,
            ),
        )
        .where(select(t.submissions.c.id).where(t.submissions.c.report_id == past.c.id).exists())
        .subquery()
    )
    return select(ranked).where(ranked.c.place == 1).order_by(ranked.c.report_id, ranked.c.past_unit_id)


@cache
def _reports() -> Select[Any]:
    """Select the reports of `ids` with their rounds, and their units as of the round's day."""
    joined = (
        t.reports.join(t.rounds, t.reports.c.round_id == t.rounds.c.id)
        .join(t.units, t.reports.c.unit_id == t.units.c.id)
        .join(
            t.unit_spans,
            and_(
                t.unit_spans.c.unit_id == t.units.c.id,
                t.unit_spans.c.since <= t.rounds.c.units_on,
                t.unit_spans.c.until >= t.rounds.c.units_on,
            ),
        )
    )
    then = {name: t.unit_spans.c[name].label(f"unit_{name}") for name in ("name", "kind", "parent_id")}
    now = [column.label(f"unit_{column.name}") for column in t.units.c if column.name not in then]
    return (
        select(t.reports.c.id.label("report_id"), *round_columns(as_in_report=True), *now, *then.values())
        .select_from(joined)
        .where(t.reports.c.id.in_(bindparam("ids", expanding=True)))
    )


@cache
def _newest(*, as_submitted: bool) -> Select[Any]:
    """Select each path's newest (or newest submitted) answer in the reports of `ids`."""
    newest = (
        select(func.max(t.answers.c.id).label("id"))
        .where(t.answers.c.report_id.in_(bindparam("ids", expanding=True)))
        .group_by(t.answers.c.report_id, t.answers.c.path)
    )
    if as_submitted:
        counted = (
            select(
                t.submissions.c.report_id, func.max(t.submissions.c.last_answer_id).label("last_answer_id")
            )
            .where(t.submissions.c.report_id.in_(bindparam("ids", expanding=True)))
            .group_by(t.submissions.c.report_id)
            .subquery()
        )
        newest = newest.join(counted, counted.c.report_id == t.answers.c.report_id).where(
            t.answers.c.id <= counted.c.last_answer_id
        )
    chosen = newest.subquery()
    columns = t.answers.c
    return (
        select(columns.id, columns.report_id, columns.path, columns.value, columns.absence)
        .join(chosen, chosen.c.id == columns.id)
        .order_by(columns.id)
    )


async def _answers(
    connection: AsyncConnection, ids: Collection[int], *, as_submitted: bool
) -> tuple[dict[int, dict[str, Answer]], dict[int, int]]:
    """Return each path's newest (or newest submitted) answer and each report's highest answer id."""
    rows = await connection.execute(_newest(as_submitted=as_submitted), {"ids": list(ids)})
    answers: dict[int, dict[str, Answer]] = defaultdict(dict)
    last: dict[int, int] = {}
    for answer_id, report_id, path, value, absence in rows.all():
        answers[report_id][path] = Answer(value or "", Absence(absence) if absence else None)
        last[report_id] = answer_id
    return defaultdict(
        dict, {report_id: without_cleared(found) for report_id, found in answers.items()}
    ), last


async def _submissions(
    connection: AsyncConnection, ids: Collection[int], zone: tzinfo
) -> tuple[dict[int, list[Submission]], dict[int, int]]:
    """Return each report's submissions in order, and the last answer id that the newest submission includes."""
    rows = await connection.execute(_SUBMISSIONS, {"ids": list(ids)})
    submissions: dict[int, list[Submission]] = defaultdict(list)
    counted: dict[int, int] = defaultdict(int)
    for row in rows:
        submissions[row.report_id].append(
            Submission(number=row.number, at=row.at.astimezone(zone), on_time=row.on_time)
        )
        counted[row.report_id] = row.last_answer_id
    return submissions, counted
