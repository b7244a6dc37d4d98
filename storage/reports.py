"""Reports read as a whole: the round, the unit, the current answers, the submissions; many at once."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.queries import Previous
from reporting.periods import Period
from reporting.reports import Absence, Answer, Report, Submission, standing
from reporting.rounds import Due, Round
from reporting.units import Unit
from storage import schema as t


async def load_reports(connection: AsyncConnection, ids: Collection[int], zone: tzinfo) -> dict[int, Report]:
    """Return the reports of these ids with their current answers, whatever is submitted of them."""
    rows = await connection.execute(_reports().where(t.reports.c.id.in_(ids)))
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
        for row in rows
    }


async def load_submitted_answers(
    connection: AsyncConnection, ids: Collection[int]
) -> dict[int, dict[str, Answer]]:
    """Return what each report's last submission says; reports that were never submitted are left out."""
    answers, _ = await _answers(connection, ids, as_submitted=True)
    submitted = select(t.submissions.c.report_id).where(t.submissions.c.report_id.in_(ids)).distinct()
    return {row.report_id: answers[row.report_id] for row in await connection.execute(submitted)}


async def load_previous(
    connection: AsyncConnection, ids: Collection[int], *, with_answers: bool = True
) -> dict[int, tuple[int, Period, Mapping[str, Answer]]]:
    """Return for each report the unit's submitted report of the period before: its id, period and answers.

    It is the newest one made with a form of the same form_id for an earlier period.
    """
    earlier, past = t.rounds.alias("earlier"), t.reports.alias("past")
    ranked = (
        select(
            t.reports.c.id.label("report_id"),
            past.c.id.label("past_id"),
            earlier.c.period,
            func.row_number()
            .over(partition_by=t.reports.c.id, order_by=(earlier.c.period_start.desc(), earlier.c.id.desc()))
            .label("place"),
        )
        .select_from(t.reports.join(t.rounds))
        .join(
            earlier,
            and_(earlier.c.form_id == t.rounds.c.form_id, earlier.c.period_start < t.rounds.c.period_start),
        )
        .join(past, and_(past.c.round_id == earlier.c.id, past.c.unit_id == t.reports.c.unit_id))
        .where(
            t.reports.c.id.in_(ids),
            select(t.submissions.c.id).where(t.submissions.c.report_id == past.c.id).exists(),
        )
        .subquery()
    )
    rows = (await connection.execute(select(ranked).where(ranked.c.place == 1))).all()
    answers = await load_submitted_answers(connection, [row.past_id for row in rows]) if with_answers else {}
    return {
        row.report_id: (row.past_id, Period.parse(row.period), answers.get(row.past_id, {})) for row in rows
    }


async def load_unit_paths(connection: AsyncConnection, unit_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return for each unit its own id and those of all units above it, nearest first."""
    wanted = set(unit_ids)
    start = select(t.units.c.id.label("unit_id"), t.units.c.id, t.units.c.parent_id).where(
        t.units.c.id.in_(wanted)
    )
    path = start.cte("path", recursive=True)
    above = t.units.alias("above")
    path = path.union_all(
        select(path.c.unit_id, above.c.id, above.c.parent_id).join(above, above.c.id == path.c.parent_id)
    )
    steps: dict[int, dict[int, int | None]] = defaultdict(dict)
    for row in await connection.execute(select(path)):
        steps[row.unit_id][row.id] = row.parent_id
    return {unit_id: _upwards(unit_id, parents) for unit_id, parents in steps.items()}


async def load_units_below(connection: AsyncConnection, unit_ids: Collection[int]) -> dict[int, set[int]]:
    """Return for each unit the ids of itself and of all units below it."""
    start = select(t.units.c.id.label("root_id"), t.units.c.id).where(t.units.c.id.in_(unit_ids))
    below = start.cte("below", recursive=True)
    child = t.units.alias("child")
    below = below.union_all(select(below.c.root_id, child.c.id).join(child, child.c.parent_id == below.c.id))
    found: dict[int, set[int]] = defaultdict(set)
    for row in await connection.execute(select(below)):
        found[row.root_id].add(row.id)
    return found


def previous_of(found: tuple[int, Period, Mapping[str, Answer]] | None) -> Previous | None:
    """Return a previous report as the conversations know it."""
    return Previous(period=found[1], answers=found[2]) if found else None


def unit_of(row: Row[Any]) -> Unit:
    """Return the unit of a row that selected `unit_columns`."""
    return Unit(
        id=row.unit_id,
        code=row.unit_code,
        name=row.unit_name,
        kind=row.unit_kind,
        parent_id=row.unit_parent_id,
        valid_from=row.unit_valid_from,
        valid_to=row.unit_valid_to,
        traits=row.unit_traits if isinstance(row.unit_traits, dict) else json.loads(row.unit_traits),
    )


def unit_columns() -> tuple[Any, ...]:
    """Return the columns of a unit, labelled for `unit_of`."""
    return tuple(column.label(f"unit_{column.name}") for column in t.units.c)


def round_columns(*, as_in_report: bool = False) -> tuple[Any, ...]:
    """Return the columns of a round, labelled for `round_of`; `as_in_report` with a report's own deadline."""
    own = ("due_printed", "due_inclusive") if as_in_report else ()
    return tuple(
        (func.coalesce(t.reports.c[column.name], column) if column.name in own else column).label(
            f"round_{column.name}"
        )
        for column in t.rounds.c
    )


def round_of(row: Row[Any], zone: tzinfo) -> Round:
    """Return the round of a row that selected `round_columns`."""
    opened_at: datetime = row.round_opened_at
    return Round(
        id=row.round_id,
        title=row.round_title,
        form_hash=row.round_form_hash,
        period=Period.parse(row.round_period),
        due=Due(printed=row.round_due_printed, inclusive=row.round_due_inclusive),
        opened_at=opened_at.astimezone(zone),
        closed=row.round_closed_at is not None,
    )


def _reports() -> Select[Any]:
    joined = t.reports.join(t.rounds, t.reports.c.round_id == t.rounds.c.id).join(
        t.units, t.reports.c.unit_id == t.units.c.id
    )
    round_ = round_columns(as_in_report=True)
    return select(t.reports.c.id.label("report_id"), *round_, *unit_columns()).select_from(joined)


async def _answers(
    connection: AsyncConnection, ids: Collection[int], *, as_submitted: bool
) -> tuple[dict[int, dict[str, Answer]], dict[int, int]]:
    """Return each path's newest answer (or the newest that was submitted) and each report's newest id."""
    newest = (
        select(func.max(t.answers.c.id).label("id"))
        .where(t.answers.c.report_id.in_(ids))
        .group_by(t.answers.c.report_id, t.answers.c.path)
    )
    if as_submitted:
        counted = (
            select(
                t.submissions.c.report_id, func.max(t.submissions.c.last_answer_id).label("last_answer_id")
            )
            .where(t.submissions.c.report_id.in_(ids))
            .group_by(t.submissions.c.report_id)
            .subquery()
        )
        newest = newest.join(counted, counted.c.report_id == t.answers.c.report_id).where(
            t.answers.c.id <= counted.c.last_answer_id
        )
    chosen = newest.subquery()
    rows = await connection.execute(
        select(t.answers).join(chosen, chosen.c.id == t.answers.c.id).order_by(t.answers.c.id)
    )
    answers: dict[int, dict[str, Answer]] = defaultdict(dict)
    last: dict[int, int] = {}
    for row in rows:
        absence = Absence(row.absence) if row.absence else None
        answers[row.report_id][row.path] = Answer(row.value or "", absence)
        last[row.report_id] = row.id
    return defaultdict(dict, {report_id: standing(found) for report_id, found in answers.items()}), last


async def _submissions(
    connection: AsyncConnection, ids: Collection[int], zone: tzinfo
) -> tuple[dict[int, list[Submission]], dict[int, int]]:
    """Return each report's submissions in order, and the last answer that the newest of them counted."""
    rows = await connection.execute(
        select(t.submissions).where(t.submissions.c.report_id.in_(ids)).order_by(t.submissions.c.number)
    )
    submissions: dict[int, list[Submission]] = defaultdict(list)
    counted: dict[int, int] = defaultdict(int)
    for row in rows:
        submissions[row.report_id].append(
            Submission(number=row.number, at=row.at.astimezone(zone), on_time=row.on_time)
        )
        counted[row.report_id] = row.last_answer_id
    return submissions, counted


def _upwards(unit_id: int, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    path: list[int] = []
    current: int | None = unit_id
    while current is not None and current in parents:
        path.append(current)
        current = parents[current]
    return tuple(path)
