"""What administrators decide, carried out: each with its line in the audit, and nothing else touched."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from conversations.chat.effects import Decide, Join, Record
from conversations.chat.session import Session
from conversations.joining.invitation_code import NOTICE
from reporting.decisions.audit_events import AuditEvent
from reporting.decisions.decisions import (
    Appoint,
    CloseRound,
    ConfirmDeletion,
    Decision,
    ExtendReport,
    ExtendRound,
    OpenRound,
    ProposeDeletion,
    RefuseDeletion,
    Reinstate,
    Suspend,
)
from reporting.people.invitation import hash_code
from reporting.people.permissions import Action
from reporting.people.person import Person
from reporting.people.role import Role, RoleKind
from reporting.queries.audit import Trail
from reporting.queries.deletions import DeletionById, OpenDeletions
from reporting.queries.invitations import InvitationByCode
from reporting.queries.people import MemberAt
from reporting.queries.query import Query
from reporting.queries.reports import OwnReports, ReportById
from reporting.queries.rounds import PlannedRound, SupervisedRounds
from reporting.queries.units import UnitById, UnitsBelow
from reporting.reports.report import Answer
from storage.database import schema as t
from storage.decisions.decision_kind import DecisionClash
from storage.decisions.deletions import PROPOSED_FOR
from storage.people.people import add_person, load_people
from storage.requested_change import RequestedChange as Done
from tests.support.small_office import (
    BE_TRIEU,
    CHATS,
    HOA,
    HOA_AN,
    KIM_DONG,
    MINH,
    NAM_TUAN,
    NOW,
    OPENED,
    POP,
    PROVINCE,
    SON,
    THU,
    UNITS,
    SmallOffice,
)

LATER = NOW + timedelta(hours=1)
THIS_YEAR = 2
CODE = "abcd-2345-efgh"


async def decide(office: SmallOffice, by: str, decision: Decision) -> None:
    async with office.turn(NOW) as turn:
        await turn.write([], [Done(chat=CHATS[by], person_id=office.people[by], effect=Decide(decision))], [])


async def ask(office: SmallOffice, query: Query[Any]) -> Any:  # noqa: ANN401 -- a reply's type is its query's business
    async with office.turn(LATER) as turn:
        return (await turn.replies([query]))[0]


async def person(office: SmallOffice, name: str) -> Person:
    async with office.database.reading() as connection:
        return (await load_people(connection, t.people.c.id == office.people[name]))[office.people[name]]


async def deeds(office: SmallOffice) -> list[str]:
    async with office.database.reading() as connection:
        return list((await connection.execute(select(t.audit.c.deed).order_by(t.audit.c.id))).scalars())


async def administrators(office: SmallOffice, *places: tuple[str, int]) -> dict[str, int]:
    """Register administrators before anything happens; returns their ids by name."""
    async with office.database.writing() as connection:
        return {
            name: await add_person(connection, name, RoleKind.ADMINISTRATOR, unit_id, OPENED)
            for name, unit_id in places
        }


def appointed(**changed: Any) -> Appoint:  # noqa: ANN401 -- fields of an appointment
    fields = {"unit_id": NAM_TUAN.id, "role": RoleKind.REPORTER, "name": "Nông Văn Mới"} | changed
    return Appoint(**fields, code_hash=hash_code(CODE), expires_at=NOW + timedelta(days=30))


async def test_who_is_invited_joins_with_the_code_for_that_unit_and_role(office: SmallOffice) -> None:
    await decide(office, THU, appointed(role=RoleKind.SUPERVISOR))
    view = await ask(office, InvitationByCode(hash_code(CODE)))
    assert (view.unit.id, view.role, view.used) == (NAM_TUAN.id, RoleKind.SUPERVISOR, False)
    assert view.person.roles == (Role(RoleKind.SUPERVISOR, NAM_TUAN.id),)
    assert await deeds(office) == [AuditEvent.INVITED]


async def test_a_successor_has_the_open_report_with_its_answers_and_the_predecessor_nothing(
    office: SmallOffice,
) -> None:
    await office.join(HOA)
    report_id = office.this_year[NAM_TUAN.id]
    async with office.turn() as turn:
        recorded = Record(report_id, {POP: Answer("431")})
        await turn.write([], [Done(chat=CHATS[HOA], person_id=office.people[HOA], effect=recorded)], [])
    await decide(office, THU, appointed(instead_of=office.people[HOA]))
    assert (await person(office, HOA)).roles == ()
    assert await ask(office, OwnReports(office.people[HOA])) == ()
    successor = (await ask(office, InvitationByCode(hash_code(CODE)))).person
    (view,) = await ask(office, OwnReports(successor.id))
    assert (view.report.id, view.report.answers) == (report_id, {POP: Answer("431")})
    assert (await ask(office, InvitationByCode(hash_code("invitation-0")))) is None
    (unit,) = [await ask(office, UnitById(NAM_TUAN.id))]
    assert [(member.name, member.joined) for member in unit.members] == [("Nông Văn Mới", False)]
    assert await deeds(office) == [AuditEvent.JOINED, AuditEvent.HANDED_OVER]


async def test_suspended_roles_count_for_nothing_until_they_are_given_back(office: SmallOffice) -> None:
    subject = office.people[HOA]
    await decide(office, THU, Suspend(person_id=subject, unit_id=NAM_TUAN.id))
    assert not (await person(office, HOA)).may_somewhere(Action.ANSWER)
    assert (await ask(office, MemberAt(subject, NAM_TUAN.id))).member.suspended
    assert await ask(office, OwnReports(subject)) == ()
    await decide(office, THU, Reinstate(person_id=subject, unit_id=NAM_TUAN.id))
    assert (await person(office, HOA)).may_somewhere(Action.ANSWER)
    assert await ask(office, MemberAt(subject, BE_TRIEU.id)) is None
    assert await deeds(office) == [AuditEvent.SUSPENDED, AuditEvent.REINSTATED]


async def test_a_unit_has_its_own_deadline_and_the_others_that_of_the_round(office: SmallOffice) -> None:
    own, other = office.this_year[NAM_TUAN.id], office.this_year[BE_TRIEU.id]
    await decide(office, THU, ExtendReport(report_id=own, last_day=date(2020, 5, 15)))
    await decide(office, THU, ExtendRound(round_id=THIS_YEAR, last_day=date(2020, 5, 9)))
    assert [(await ask(office, ReportById(each))).report.round.due.last_day for each in (own, other)] == [
        date(2020, 5, 15),
        date(2020, 5, 9),
    ]
    (view,) = await ask(office, SupervisedRounds(office.people[THU]))
    assert view.round.due.last_day == date(2020, 5, 9)
    assert [each.report.round.due.last_day.day for each in view.units] == [15, 9]


async def test_a_round_extended_further_than_a_unit_takes_that_unit_along(office: SmallOffice) -> None:
    own = office.this_year[NAM_TUAN.id]
    await office.join(THU)
    await decide(office, THU, ExtendReport(report_id=own, last_day=date(2020, 5, 15)))
    await decide(office, THU, ExtendRound(round_id=THIS_YEAR, last_day=date(2020, 5, 20)))
    (view,) = await ask(office, SupervisedRounds(office.people[THU]))
    assert {each.report.round.due.last_day.day for each in view.units} == {20}


async def test_a_round_is_opened_for_the_units_of_the_last_one_and_only_once(office: SmallOffice) -> None:
    async with office.database.reading() as connection:
        form_hash = (await connection.execute(select(t.forms.c.hash))).scalar_one()
    plan = await ask(office, PlannedRound(PROVINCE.id, form_hash, "2020"))
    assert ([unit.id for unit in plan.units], plan.exists) == ([NAM_TUAN.id, BE_TRIEU.id, KIM_DONG.id], False)
    assert (await ask(office, PlannedRound(PROVINCE.id, form_hash, "2019"))).exists
    never_asked = await ask(office, PlannedRound(HOA_AN.id, form_hash, "2020"))
    assert [unit.id for unit in never_asked.units] == [NAM_TUAN.id, BE_TRIEU.id]
    opening = OpenRound(
        unit_id=PROVINCE.id,
        form_hash=form_hash,
        title="Xóa mù chữ 2020",
        period="2020",
        due=date(2021, 5, 7),
        inclusive=True,
        unit_ids=tuple(unit.id for unit in plan.units),
    )
    await decide(office, THU, opening)
    assert len(await ask(office, OwnReports(office.people[HOA]))) == 2
    with pytest.raises(DecisionClash):
        await decide(office, THU, opening)
    await decide(office, THU, CloseRound(round_id=THIS_YEAR))
    assert [view.report.round.title for view in await ask(office, OwnReports(office.people[HOA]))] == [
        "Xóa mù chữ 2020"
    ]
    assert await deeds(office) == [AuditEvent.ROUND_OPENED, AuditEvent.ROUND_CLOSED]


async def test_a_round_is_deleted_by_two_with_all_that_was_entered_and_nothing_else(
    office: SmallOffice,
) -> None:
    people = await administrators(office, ("Một", PROVINCE.id), ("Hai", PROVINCE.id), ("Ba", HOA_AN.id))
    await office.join(HOA)
    async with office.turn() as turn:
        recorded = Record(office.this_year[NAM_TUAN.id], {POP: Answer("431")})
        await turn.write([], [Done(chat=CHATS[HOA], person_id=office.people[HOA], effect=recorded)], [])
    async with office.turn() as turn:
        proposal = ProposeDeletion(unit_id=PROVINCE.id, round_id=THIS_YEAR)
        await turn.write([], [Done(chat=CHATS[THU], person_id=people["Một"], effect=Decide(proposal))], [])
    (view,) = await ask(office, OpenDeletions((PROVINCE.id,)))
    assert (view.title, view.confirmers, view.of_round) == ("Xóa mù chữ 2019", {people["Hai"]}, True)
    assert await ask(office, OpenDeletions((HOA_AN.id,))) == ()
    await decide(office, THU, ConfirmDeletion(deletion_id=view.id))
    assert await ask(office, ReportById(office.this_year[NAM_TUAN.id])) is None
    assert (await ask(office, ReportById(office.last_year[NAM_TUAN.id]))).report.answers == {
        POP: Answer("412")
    }
    assert await ask(office, DeletionById(view.id)) is None
    with pytest.raises(DecisionClash):
        await decide(office, THU, ConfirmDeletion(deletion_id=view.id))
    async with office.database.reading() as connection:
        row = (await connection.execute(select(t.audit).where(t.audit.c.deed == AuditEvent.DELETED))).one()
    assert (row.detail, row.round_id) == ({"title": "Xóa mù chữ 2019", "answers": 1}, THIS_YEAR)


async def test_who_has_the_proposers_number_or_came_after_the_proposal_does_not_count(
    office: SmallOffice,
) -> None:
    people = await administrators(office, ("Một", PROVINCE.id), ("Hai", PROVINCE.id))
    async with office.database.writing() as connection:
        same = t.people.c.id.in_(people.values())
        await connection.execute(t.people.update().where(same).values(phone_hash="same"))
    async with office.turn() as turn:
        proposal = ProposeDeletion(unit_id=NAM_TUAN.id, person_id=office.people[HOA])
        await turn.write([], [Done(chat=CHATS[THU], person_id=people["Một"], effect=Decide(proposal))], [])
    async with office.database.writing() as connection:
        await add_person(connection, "Sau", RoleKind.ADMINISTRATOR, PROVINCE.id, LATER)
    (view,) = await ask(office, OpenDeletions((PROVINCE.id,)))
    assert (view.title, view.confirmers) == (HOA, frozenset())
    await decide(office, THU, RefuseDeletion(deletion_id=view.id))
    assert await ask(office, OpenDeletions((PROVINCE.id,))) == ()


async def test_a_proposal_lapses(office: SmallOffice) -> None:
    await decide(office, THU, ProposeDeletion(unit_id=NAM_TUAN.id, person_id=office.people[HOA]))
    (view,) = await ask(office, OpenDeletions((PROVINCE.id,)))
    assert view.expires_at - view.proposed_at == PROPOSED_FOR
    late = Done(
        chat=CHATS[MINH], person_id=office.people[MINH], effect=Decide(ConfirmDeletion(deletion_id=view.id))
    )
    with pytest.raises(DecisionClash):
        async with office.turn(NOW + PROPOSED_FOR) as turn:
            await turn.write([], [late], [])


async def test_a_removed_person_is_nobody_any_more(office: SmallOffice) -> None:
    await office.join(HOA)
    await decide(office, THU, ProposeDeletion(unit_id=NAM_TUAN.id, person_id=office.people[HOA]))
    (view,) = await ask(office, OpenDeletions((PROVINCE.id,)))
    await decide(office, MINH, ConfirmDeletion(deletion_id=view.id))
    async with office.turn(LATER) as turn:
        assert (await turn.visitors([CHATS[HOA]]))[CHATS[HOA]].person is None
    async with office.database.reading() as connection:
        left = select(func.count()).where(t.people.c.name == HOA)
        assert (await connection.execute(left)).scalar_one() == 0


async def test_a_second_code_adds_its_role_to_who_has_joined(office: SmallOffice) -> None:
    await office.join(HOA)
    await decide(office, THU, appointed(unit_id=BE_TRIEU.id, name=HOA))
    registered = (await ask(office, InvitationByCode(hash_code(CODE)))).person
    async with office.turn(LATER) as turn:
        joining = Done(chat=CHATS[HOA], person_id=office.people[HOA], effect=Join(hash_code(CODE), NOTICE))
        await turn.write([(CHATS[HOA], Session())], [joining], [])
    assert {role.unit_id for role in (await person(office, HOA)).roles} == {NAM_TUAN.id, BE_TRIEU.id}
    async with office.database.reading() as connection:
        left = (await load_people(connection, t.people.c.id == registered.id))[registered.id]
    assert left.roles == ()
    async with office.turn(LATER) as turn:
        visitor = (await turn.visitors([CHATS[HOA]]))[CHATS[HOA]]
    assert visitor.person is not None
    assert visitor.person.id == office.people[HOA]


async def test_the_trail_of_a_report_tells_who_did_what(office: SmallOffice) -> None:
    await office.join(HOA, SON)
    report_id = office.this_year[NAM_TUAN.id]
    for hours in (0, 1, 30):
        async with office.turn(NOW + timedelta(hours=hours)) as turn:
            recorded = Record(report_id, {POP: Answer(str(hours + 1))})
            await turn.write([], [Done(chat=CHATS[HOA], person_id=office.people[HOA], effect=recorded)], [])
    await decide(office, THU, ExtendReport(report_id=report_id, last_day=date(2020, 5, 15)))
    traces = await ask(office, Trail(report_id))
    assert [(trace.deed, trace.by, trace.to, trace.count) for trace in traces] == [
        (AuditEvent.ANSWERED, HOA, None, 1),
        (AuditEvent.ANSWERED, HOA, None, 2),
        (AuditEvent.EXTENDED, THU, None, 1),
        (AuditEvent.JOINED, HOA, HOA, 1),
    ]


async def test_only_units_that_exist_are_administered(office: SmallOffice) -> None:
    assert [unit.id for unit in await ask(office, UnitsBelow((PROVINCE.id,)))] == [unit.id for unit in UNITS]
    assert await ask(office, UnitsBelow(())) == ()
    assert await ask(office, UnitById(99)) is None
