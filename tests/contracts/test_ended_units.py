"""Replacing somebody, or a new code, at a unit that has ended: as long as it owes a report, and it is said so."""

from datetime import date, datetime

from conversations.administering.invite import ask_successor, invite_again
from conversations.administering.unit_admin import put_member
from conversations.chat.session import Appointing, Deciding, Nowhere, Session
from conversations.chat.step import Visit
from reporting.people.person import Person
from reporting.people.role import Role, RoleKind
from reporting.queries.people import MemberAt, MemberView
from reporting.reports.report import Answer
from storage.rounds import rounds as register
from tests.contracts.test_inherited_reports import merge
from tests.support.small_office import BE_TRIEU, HOA, HOA_AN, NAM_TUAN, POP, ZONE, SmallOffice
from texts import catalogue

NOW = datetime(2020, 5, 4, 9, tzinfo=ZONE)
MERGED = date(2020, 5, 1)
VISIT = Visit(
    session=Session(),
    now=NOW,
    texts=catalogue("vi"),
    person=Person(id=99, name="Bế Văn Quân", roles=(Role(RoleKind.ADMINISTRATOR, HOA_AN.id),)),
)


async def member(office: SmallOffice) -> MemberView:
    async with office.turn(NOW) as turn:
        (view,) = await turn.replies([MemberAt(office.people[HOA], NAM_TUAN.id)])
    assert isinstance(view, MemberView)
    return view


async def test_at_a_unit_of_today_nothing_is_said(office: SmallOffice) -> None:
    assert (await member(office)).story is None


async def test_while_a_report_is_open_somebody_may_take_over_and_all_who_can_submit_are_named(
    office: SmallOffice,
) -> None:
    await merge(office, NAM_TUAN.id, BE_TRIEU.id, on=MERGED)
    view = await member(office)
    shown = put_member(VISIT, view)
    assert "còn 1 báo cáo chưa nộp; người báo cáo của xã Bế Triều cũng nộp được" in str(shown.effects)
    actions = " ".join(button.action for button in shown.session.offered)
    assert "do.replace." in actions
    assert "do.newcode." in actions
    assert isinstance(ask_successor(VISIT, view).session.place, Appointing)
    again = invite_again(VISIT, view)
    assert isinstance(again.session.place, Deciding)
    assert "còn 1 báo cáo chưa nộp" in str(again.effects)


async def test_once_nothing_is_owed_nobody_is_invited_there_any_more(office: SmallOffice) -> None:
    await merge(office, NAM_TUAN.id, BE_TRIEU.id, on=MERGED)
    async with office.database.writing() as connection:
        report_id = office.this_year[NAM_TUAN.id]
        await register.record_submitted(connection, report_id, {POP: Answer("431")}, NOW, on_time=True)
    view = await member(office)
    offered = put_member(VISIT, view).session.offered
    assert not any("replace" in button.action or "newcode" in button.action for button in offered)
    for step in (ask_successor(VISIT, view), invite_again(VISIT, view)):
        assert step.session.place == Nowhere()
        assert "không còn báo cáo nào phải nộp. Muốn mời người, xin mời vào xã Bế Triều" in str(step.effects)
