"""What becomes of units is told to those concerned, once: who reported, who reports now, who supervises."""

from datetime import date, datetime, timedelta

import pytest

from reporting.people.role import RoleKind
from reporting.units.revision import Ending, Event, Replacement, Revision, UnitChange
from storage.people.roles import give_role
from storage.units.audit import note_changes
from storage.units.history import load_register, store_register
from tests.contracts.test_telling import told
from tests.support.small_office import (
    BE_TRIEU,
    HOA,
    HOA_AN,
    KIM_DONG,
    MINH,
    NAM_TUAN,
    OPENED,
    SON,
    THACH_AN,
    THU,
    ZONE,
    SmallOffice,
)

SINCE = date(2020, 5, 1)
RECORDED = datetime(2020, 5, 5, 9, 1, tzinfo=ZONE)  # a Tuesday
TOLD = RECORDED + timedelta(minutes=5)


async def record(office: SmallOffice, *events: Event, at: datetime = RECORDED) -> None:
    async with office.database.writing() as connection:
        before = await load_register(connection)
        revision = Revision(before)
        for event in events:
            revision.take(event)
        await store_register(connection, before, revision.register)
        await note_changes(connection, before, revision.register, at)


@pytest.fixture
async def joined(office: SmallOffice) -> SmallOffice:
    await office.join(HOA, MINH, SON, THU, now=OPENED + timedelta(hours=1))
    return office


async def test_a_merger_is_told_to_both_reporters_and_their_supervisor(joined: SmallOffice) -> None:
    await record(joined, Replacement(unit_id=NAM_TUAN.id, heirs=(BE_TRIEU.id,), on=SINCE))
    said = await told(joined, TOLD)
    assert set(said) == {HOA, MINH, THU}
    for name in said:
        assert "Từ ngày 01/5/2020, <b>xã Nam Tuấn</b> sáp nhập vào <b>xã Bế Triều</b>." in said[name][0]
        assert "Còn 1 báo cáo chưa nộp" in said[name][0]
    assert "<b>Xóa mù chữ 2019</b>" in said[MINH][0]
    assert "[Bắt đầu]" in said[MINH][0]
    assert "[Bắt đầu]" in said[HOA][0]
    assert "[" not in said[THU][0]


async def test_it_is_told_once(joined: SmallOffice) -> None:
    await record(joined, Replacement(unit_id=NAM_TUAN.id, heirs=(BE_TRIEU.id,), on=SINCE))
    assert [len(messages) for messages in (await told(joined, TOLD)).values()] == [1, 1, 1]
    later = await told(joined, TOLD + timedelta(hours=5))
    assert [len(messages) for messages in later.values()] == [
        1,
        1,
        1,
    ]  # those of before still wait to be sent


async def test_a_unit_that_moves_is_told_of_on_both_sides(joined: SmallOffice) -> None:
    async with joined.database.writing() as connection:
        person_id = joined.people[SON]
        await give_role(connection, person_id, RoleKind.SUPERVISOR, THACH_AN.id, OPENED)
    await record(joined, UnitChange(unit_id=NAM_TUAN.id, on=SINCE, parent_id=THACH_AN.id))
    said = await told(joined, TOLD)
    assert set(said) == {HOA, THU, SON}
    assert said[HOA][0].splitlines() == [
        "🏛 Từ ngày 01/5/2020, <b>xã Nam Tuấn</b> thuộc <b>huyện Thạch An</b>.",
        "",
        "Các báo cáo đang làm không có gì thay đổi.",
    ]


async def test_a_unit_that_ends_without_successor_is_left_to_what_was_above(joined: SmallOffice) -> None:
    await record(joined, Ending(unit_id=NAM_TUAN.id, on=SINCE))
    said = await told(joined, TOLD)
    assert set(said) == {HOA, THU}
    assert "<b>huyện Hòa An</b> phụ trách phần việc còn lại" in said[THU][0]


async def test_a_new_name_is_told_and_a_corrected_one_is_not(joined: SmallOffice) -> None:
    await record(joined, UnitChange(unit_id=KIM_DONG.id, on=SINCE, name="Đông Khê", kind="thị trấn"))
    said = await told(joined, TOLD)
    assert set(said) == {SON}
    assert "<b>xã Kim Đồng</b> có tên mới là <b>thị trấn Đông Khê</b>" in said[SON][0]


async def test_who_joins_after_it_was_recorded_is_not_told(office: SmallOffice) -> None:
    await office.join(HOA, now=RECORDED + timedelta(minutes=1))
    await record(office, Replacement(unit_id=NAM_TUAN.id, heirs=(BE_TRIEU.id,), on=SINCE))
    assert await told(office, TOLD) == {}


async def test_what_was_recorded_on_a_friday_evening_is_told_on_monday(joined: SmallOffice) -> None:
    friday = datetime(2020, 5, 8, 21, tzinfo=ZONE)
    await record(joined, Replacement(unit_id=NAM_TUAN.id, heirs=(BE_TRIEU.id,), on=SINCE), at=friday)
    assert await told(joined, datetime(2020, 5, 9, 10, tzinfo=ZONE)) == {}
    assert set(await told(joined, datetime(2020, 5, 11, 7, tzinfo=ZONE))) == {HOA, MINH, THU}


async def test_a_district_that_ends_with_all_below_it_is_one_message(joined: SmallOffice) -> None:
    """Its communes move up by themselves: their reporters hear it, its supervisor hears all of it at once."""
    await record(joined, Ending(unit_id=HOA_AN.id, on=SINCE))
    said = await told(joined, TOLD)
    assert set(said) == {HOA, MINH, THU}
    (thu,) = said[THU]
    assert "<b>huyện Hòa An</b> không còn là một đơn vị riêng" in thu
    assert "<b>xã Nam Tuấn, xã Bế Triều</b> thuộc <b>tỉnh Cao Bằng</b>" in thu
