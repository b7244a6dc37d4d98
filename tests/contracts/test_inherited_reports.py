"""What an ended unit still owes is seen by those who answer for it now: at home, in reminders, by supervisors."""

from datetime import date, datetime

from conversations.notices.reminders import reminder
from reporting.people.role import RoleKind
from reporting.queries.reports import OwnReports
from reporting.queries.rounds import RoundBelow
from reporting.units.revision import Replacement, Revision
from storage.database import schema as t
from storage.queries.reminders import StoredWatch
from storage.units.history import load_register, store_register
from tests.support.small_office import (
    BE_TRIEU,
    HOA,
    HOA_AN,
    KIM_DONG,
    MINH,
    NAM_TUAN,
    SON,
    ZONE,
    SmallOffice,
)
from texts import catalogue

MERGED = date(2020, 5, 1)
NOW = datetime(2020, 5, 4, 9, tzinfo=ZONE)


async def merge(office: SmallOffice, old: int, *heirs: int, on: date = MERGED) -> None:
    async with office.database.writing() as connection:
        before = await load_register(connection)
        revision = Revision(before)
        revision.take(Replacement(unit_id=old, heirs=heirs, on=on))
        await store_register(connection, before, revision.register)


async def own(office: SmallOffice, name: str) -> list[int]:
    async with office.turn(NOW) as turn:
        (views,) = await turn.replies([OwnReports(office.people[name])])
    return [view.report.id for view in views]


async def test_the_successors_reporter_finds_the_ended_units_report(office: SmallOffice) -> None:
    await office.join(MINH)
    await merge(office, NAM_TUAN.id, BE_TRIEU.id)
    owed = [office.this_year[NAM_TUAN.id], office.this_year[BE_TRIEU.id]]
    assert await own(office, MINH) == owed
    (minh,) = await StoredWatch(office.database, ZONE).reporters()
    assert [each.report_id for each in minh.reports] == owed


async def test_a_reminder_tells_the_ended_unit_from_its_successor(office: SmallOffice) -> None:
    await merge(office, NAM_TUAN.id, BE_TRIEU.id)
    async with office.turn(NOW) as turn:
        (views,) = await turn.replies([OwnReports(office.people[MINH])])
    message = reminder(views, NOW, catalogue("vi"))
    assert "Xóa mù chữ 2019 · xã Nam Tuấn (cũ)" in message.text
    assert [button.label for button in message.buttons][:2] == [
        "Bắt đầu: Xóa mù chữ 2019 · Nam Tuấn (cũ)",
        "Bắt đầu: Xóa mù chữ 2019 · Bế Triều",
    ]


async def test_what_was_taken_over_passes_on_with_the_unit(office: SmallOffice) -> None:
    await merge(office, NAM_TUAN.id, BE_TRIEU.id)
    await merge(office, BE_TRIEU.id, KIM_DONG.id, on=date(2020, 5, 2))
    assert set(await own(office, SON)) == set(office.this_year.values())


async def test_of_a_split_both_successors_find_it_and_nobody_twice(office: SmallOffice) -> None:
    async with office.database.writing() as connection:
        await connection.execute(
            t.roles.insert().values(
                person_id=office.people[MINH], unit_id=KIM_DONG.id, kind=RoleKind.REPORTER, since=NOW
            )
        )
    await office.join(MINH)
    await merge(office, NAM_TUAN.id, BE_TRIEU.id, KIM_DONG.id)
    assert sorted(await own(office, MINH)) == sorted(office.this_year.values())
    (minh,) = await StoredWatch(office.database, ZONE).reporters()
    assert len(minh.reports) == len({each.report_id for each in minh.reports}) == 3


async def test_a_unit_that_goes_on_is_nobody_elses(office: SmallOffice) -> None:
    assert await own(office, MINH) == [office.this_year[BE_TRIEU.id]]


async def test_the_supervisors_reminder_reaches_who_answers_for_it_now(office: SmallOffice) -> None:
    await office.join(HOA, MINH)
    await merge(office, NAM_TUAN.id, BE_TRIEU.id)
    async with office.turn(NOW) as turn:
        (view,) = await turn.replies([RoundBelow(2, HOA_AN.id)])
    assert view is not None
    reporters = {each.report.unit.id: each.reporters for each in view.units}
    assert reporters == {
        NAM_TUAN.id: (office.people[HOA], office.people[MINH]),
        BE_TRIEU.id: (office.people[MINH],),
    }
