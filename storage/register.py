"""The register: units, people, invitations and rounds as the administrator sets them up."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.people import Role, RoleKind
from reporting.periods import Period
from reporting.reports import Answer
from reporting.rounds import Due
from reporting.units import Unit
from storage import schema as t


async def add_units(connection: AsyncConnection, units: Sequence[Unit]) -> None:
    """Add units, parents before children; of each, what it is has always been so."""
    await connection.execute(
        t.units.insert(),
        [
            {
                "id": unit.id,
                "code": unit.code,
                "name": unit.name,
                "kind": unit.kind,
                "parent_id": unit.parent_id,
                "valid_from": unit.valid_from,
                "valid_to": unit.valid_to,
                "traits": dict(unit.traits),
            }
            for unit in units
        ],
    )
    await connection.execute(
        t.unit_spans.insert(),
        [
            {
                "unit_id": unit.id,
                "since": date.min,
                "until": date.max,
                "name": unit.name,
                "kind": unit.kind,
                "parent_id": unit.parent_id,
            }
            for unit in units
        ],
    )


async def add_person(
    connection: AsyncConnection,
    name: str,
    role: RoleKind,
    unit_id: int,
    since: datetime,
    *,
    phone_hash: str | None = None,
) -> int:
    """Add a person with a role at a unit; returns the person's id."""
    values = {"name": name, "phone_hash": phone_hash}
    person = await connection.execute(t.people.insert().values(values).returning(t.people.c.id))
    person_id = int(person.scalar_one())
    await connection.execute(
        t.roles.insert().values(person_id=person_id, unit_id=unit_id, kind=role, since=since)
    )
    return person_id


async def invite(
    connection: AsyncConnection,
    person_id: int,
    code_hash: str,
    expires_at: datetime,
    *,
    role: Role | None = None,
) -> None:
    """Store an invitation for a person by the hash of its code; `role` is the one that it is given out for."""
    await connection.execute(
        t.invitations.insert().values(
            code_hash=code_hash,
            person_id=person_id,
            expires_at=expires_at,
            kind=role.kind if role else None,
            unit_id=role.unit_id if role else None,
        )
    )


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
) -> Mapping[int, int]:
    """Open a round and a report for each reporting unit; returns the report ids by unit id.

    The units are those of the period's last day, or of the deadline where that comes first; nothing that happens
    to units or deadline later changes which day that is.
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
        )
        .returning(t.rounds.c.id)
    )
    round_id = created.scalar_one()
    await connection.execute(
        t.reports.insert(), [{"round_id": round_id, "unit_id": unit_id} for unit_id in reporting_units]
    )
    rows = await connection.execute(select(t.reports).where(t.reports.c.round_id == round_id))
    return {row.unit_id: row.id for row in rows}


async def record_submitted(
    connection: AsyncConnection,
    report_id: int,
    answers: Mapping[str, Answer],
    at: datetime,
    *,
    on_time: bool,
    person_id: int | None = None,
) -> None:
    """Record a report that came in another way (an earlier period, a paper table) as submitted at that moment."""
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
