"""The planner on the database: planned once, whoever plans again, and nothing for those who are done."""

from datetime import datetime, timedelta

from sqlalchemy import select

from conversations.chat.effects import Submit
from reminders.planner import Planner
from reporting.people.role import RoleKind
from reporting.rounds.working_days import WorkingCalendar
from storage.database import schema as t
from storage.queries.reminders import StoredWatch
from storage.requested_change import RequestedChange
from tests.support.small_office import (
    CHATS,
    HOA,
    HOA_AN,
    MINH,
    NAM_TUAN,
    OPENED,
    SON,
    THU,
    ZONE,
    SmallOffice,
)

LAST_DAY = datetime(2020, 5, 7, 8, tzinfo=ZONE)


async def planned(office: SmallOffice, *moments: datetime) -> list[str]:
    """Plan at these moments, each time as a process of its own; returns the keys in the outbox."""
    for moment in moments:
        await Planner(StoredWatch(office.database, ZONE), WorkingCalendar(), ZONE).plan(moment)
    async with office.database.reading() as connection:
        rows = await connection.execute(select(t.outbox.c.key).order_by(t.outbox.c.id))
        return [row.key for row in rows]


async def test_an_office_that_nobody_has_joined_plans_nothing(office: SmallOffice) -> None:
    assert await planned(office, OPENED, LAST_DAY) == []


async def test_planning_again_plans_nothing_twice(office: SmallOffice) -> None:
    await office.join(HOA, SON)
    hoa, son = office.people[HOA], office.people[SON]
    keys = [f"reminder:{hoa}:2020-05-07T08:00", f"reminder:{son}:2020-05-07T08:00"]
    assert await planned(office, LAST_DAY) == keys
    assert await planned(office, LAST_DAY, LAST_DAY.replace(hour=23)) == keys


async def test_who_has_submitted_is_not_planned_for(office: SmallOffice) -> None:
    await office.join(HOA, MINH)
    deed = RequestedChange(
        chat=CHATS[HOA],
        person_id=office.people[HOA],
        effect=Submit(office.this_year[NAM_TUAN.id], on_time=True),
    )
    async with office.turn() as turn:
        await turn.write([], [deed], [])
    assert await planned(office, LAST_DAY) == [f"reminder:{office.people[MINH]}:2020-05-07T08:00"]


async def test_a_supervisor_of_two_units_is_planned_for_once(office: SmallOffice) -> None:
    await office.join(THU, now=OPENED + timedelta(hours=1))
    async with office.database.writing() as connection:
        await connection.execute(
            t.roles.insert().values(
                person_id=office.people[THU], unit_id=NAM_TUAN.id, kind=RoleKind.SUPERVISOR, since=OPENED
            )
        )
    keys = await planned(office, datetime(2020, 4, 20, 7, 30, tzinfo=ZONE))
    assert keys == [f"digest:2:{HOA_AN.id}:{office.people[THU]}:2020W17"]
