"""Telling over the database: from the deed to the words, once for everybody concerned, nothing to anybody else."""

from datetime import date, datetime, timedelta

import pytest

from bot.channels.channel import Outgoing
from bot.outbound.renderer import OrderRenderer
from conversations.chat.effects import Record
from conversations.chat.orders import Say
from documents.loading.enrolment import Enrolled, EnrolmentChange
from reminders.planner import Planner
from reporting.decisions.decisions import (
    Appoint,
    CloseRound,
    Decision,
    ExtendReport,
    ExtendRound,
    OpenRound,
    Reinstate,
    Suspend,
)
from reporting.people.role import Role, RoleKind
from reporting.reports.report import Answer
from reporting.rounds.working_days import WorkingCalendar
from storage.outbox.outbox import Outbox
from storage.people.enrolment import store_enrolled
from storage.queries.documents import DocumentQueries
from storage.queries.reminders import StoredWatch
from storage.requested_change import RequestedChange
from storage.rounds import rounds as register
from storage.turns.decisions import carry_out
from tests.support.forms.library import FILENAME, library_workbook
from tests.support.small_office import (
    BE_TRIEU,
    CHATS,
    HOA,
    HOA_AN,
    KIM_DONG,
    MINH,
    NAM_TUAN,
    OPENED,
    POP,
    SON,
    THU,
    ZONE,
    SmallOffice,
)

DONE = datetime(2020, 5, 5, 9, 1, tzinfo=ZONE)  # a Tuesday
TOLD = DONE + timedelta(minutes=5)
ROUND = 2


@pytest.fixture
async def joined(office: SmallOffice) -> SmallOffice:
    await office.join(HOA, MINH, SON, THU, now=OPENED + timedelta(hours=1))
    return office


async def decide(
    office: SmallOffice, *decisions: Decision, by: str | None = None, at: datetime = DONE
) -> None:
    async with office.database.writing() as connection:
        for decision in decisions:
            await carry_out(connection, office.people[by] if by else None, decision, at)


async def told(office: SmallOffice, now: datetime = TOLD) -> dict[str, list[str]]:
    """Plan twice, make the news that came of it, and return whom it tells what."""
    for _ in range(2):
        await Planner(StoredWatch(office.database, ZONE), WorkingCalendar(), ZONE).plan(now)
    readings = DocumentQueries(office.database, office.shelf, ZONE)
    maker = OrderRenderer(readings, WorkingCalendar(), now=lambda: now, zone=ZONE)
    names = {chat: name for name, chat in CHATS.items()}
    said: dict[str, list[str]] = {}
    for queued in (await Outbox(office.database).look(now, 99)).due:
        if queued.parcel.key.startswith("news:"):
            made = await maker.make(queued.parcel)
            said.setdefault(names[queued.chat], []).extend(_text(each) for each in made)
    return said


def _text(outgoing: Outgoing) -> str:
    assert isinstance(outgoing, Say)
    buttons = "".join(f"\n[{button.label}]" for button in outgoing.message.buttons)
    return f"{outgoing.message.text}{buttons}"


async def test_a_round_that_opens_is_told_to_its_reporters_and_their_supervisor(joined: SmallOffice) -> None:
    async with joined.database.writing() as connection:
        form = await joined.shelf.put(connection, library_workbook(), FILENAME, DONE)
    await decide(
        joined,
        OpenRound(
            unit_id=HOA_AN.id,
            form_hash=form.content_hash,
            title="Thư viện 2020",
            period="2020",
            due=date(2020, 6, 30),
            inclusive=True,
            unit_ids=(NAM_TUAN.id, BE_TRIEU.id),
        ),
    )
    said = await told(joined)
    assert set(said) == {HOA, MINH, THU}
    (hoa,), (thu,) = said[HOA], said[THU]
    assert "xã Nam Tuấn có 1 báo cáo cần làm" in hoa
    assert "<b>Thư viện 2020</b>" in hoa
    assert "hết 30/6/2020" in hoa
    assert "[Bắt đầu]" in hoa
    assert "còn chờ 2 đơn vị" in thu


async def test_a_round_given_more_time_is_told_to_who_has_not_submitted(joined: SmallOffice) -> None:
    await submitted(joined, NAM_TUAN.id)
    await decide(joined, ExtendRound(round_id=ROUND, last_day=date(2020, 5, 20)), by=THU)
    said = await told(joined)
    assert set(said) == {MINH, SON}
    assert "có thêm thời gian cho 1 báo cáo" in said[MINH][0]
    assert "hết 20/5/2020" in said[MINH][0]


async def test_a_unit_given_more_time_is_told_to_its_supervisor(joined: SmallOffice) -> None:
    report_id = joined.this_year[NAM_TUAN.id]
    await decide(joined, ExtendReport(report_id=report_id, last_day=date(2020, 5, 20)))
    said = await told(joined)
    assert set(said) == {HOA, THU}
    assert "xã Nam Tuấn" in said[THU][0]


async def test_a_round_that_is_closed_is_told_to_those_whose_reports_were_open(joined: SmallOffice) -> None:
    await submitted(joined, BE_TRIEU.id)
    await submitted(joined, NAM_TUAN.id)
    record = Record(joined.this_year[NAM_TUAN.id], {POP: Answer("432")})
    async with joined.turn(DONE) as turn:
        await turn.write(
            [], [RequestedChange(chat=CHATS[HOA], person_id=joined.people[HOA], effect=record)], []
        )
    await decide(joined, CloseRound(round_id=ROUND), by=THU)
    said = await told(joined)
    assert set(said) == {HOA, SON}
    assert "xã Nam Tuấn: phần sửa chưa nộp lại; bản đã nộp vẫn có hiệu lực." in said[HOA][0]
    assert "xã Kim Đồng: chưa có câu nào được trả lời." in said[SON][0]


async def test_who_gives_a_report_away_is_told_and_the_figures_stay(joined: SmallOffice) -> None:
    later = joined.people[HOA]
    appointed = Appoint(
        unit_id=NAM_TUAN.id,
        role=RoleKind.REPORTER,
        name="Lương Thị Hằng",
        instead_of=later,
        code_hash="x",
        expires_at=DONE + timedelta(days=30),
    )
    await decide(joined, appointed, by=THU)
    said = await told(joined)
    assert set(said) == {HOA}
    (hoa,) = said[HOA]
    assert "Việc báo cáo của <b>xã Nam Tuấn</b> đã chuyển cho người khác" in hoa
    assert "Phòng GD&amp;ĐT Hòa An" in hoa
    assert "Hằng" not in hoa
    assert "[" not in hoa


async def test_who_is_suspended_is_told_and_told_again_when_it_is_over(joined: SmallOffice) -> None:
    hoa = joined.people[HOA]
    await decide(joined, Suspend(person_id=hoa, unit_id=NAM_TUAN.id), by=THU)
    assert "đang tạm ngừng" in (await told(joined))[HOA][0]
    record = Record(joined.this_year[NAM_TUAN.id], {POP: Answer("431")})
    async with joined.turn(DONE) as turn:
        await turn.write(
            [], [RequestedChange(chat=CHATS[MINH], person_id=joined.people[MINH], effect=record)], []
        )
    await decide(joined, Reinstate(person_id=hoa, unit_id=NAM_TUAN.id), by=THU, at=DONE + timedelta(hours=1))
    (again,) = (await told(joined, TOLD + timedelta(hours=1)))[HOA]
    assert "đã được mở lại" in again
    assert "đã trả lời 1/" in again
    assert "[Tiếp tục]" in again


async def test_what_was_taken_back_at_once_is_not_told(joined: SmallOffice) -> None:
    hoa = joined.people[HOA]
    suspend = Suspend(person_id=hoa, unit_id=NAM_TUAN.id)
    await decide(joined, suspend, Reinstate(person_id=hoa, unit_id=NAM_TUAN.id), by=THU)
    assert await told(joined) == {}


async def test_whom_a_workbook_gives_a_role_is_told_of_what_waits(joined: SmallOffice) -> None:
    hoa = Enrolled(
        id=joined.people[HOA],
        name=HOA,
        language="vi",
        phone_hash=None,
        roles=frozenset({Role(RoleKind.REPORTER, NAM_TUAN.id)}),
    )
    further = frozenset({*hoa.roles, Role(RoleKind.REPORTER, KIM_DONG.id)})
    after = Enrolled(id=hoa.id, name=HOA, language="vi", phone_hash=None, roles=further)
    async with joined.database.writing() as connection:
        await store_enrolled(connection, [EnrolmentChange(before=hoa, after=after)], DONE)
    ((said,),) = (await told(joined)).values()
    assert "phụ trách báo cáo của <b>xã Kim Đồng</b>" in said
    assert "Đang chờ anh/chị 1 báo cáo" in said
    assert "Nam Tuấn" not in said


async def test_who_joined_after_getting_the_role_is_not_told(office: SmallOffice) -> None:
    async with office.database.writing() as connection:
        role = frozenset({Role(RoleKind.REPORTER, NAM_TUAN.id)})
        before = Enrolled(id=office.people[HOA], name=HOA, language="vi", phone_hash=None, roles=frozenset())
        after = Enrolled(id=before.id, name=HOA, language="vi", phone_hash=None, roles=role)
        await store_enrolled(connection, [EnrolmentChange(before=before, after=after)], DONE)
    await office.join(HOA, now=DONE + timedelta(minutes=2))
    assert await told(office) == {}


async def submitted(office: SmallOffice, unit_id: int) -> None:
    async with office.database.writing() as connection:
        await register.record_submitted(
            connection, office.this_year[unit_id], {POP: Answer("431")}, DONE, on_time=True
        )
