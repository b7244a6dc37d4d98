"""Rounds and people when units change: what was reported stays where it was, who may see it follows today."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from reporting.people.role import RoleKind
from reporting.queries.people import MemberAt, PeopleBelow
from reporting.queries.reports import ReportById, ReportView
from reporting.queries.rounds import PlannedRound, RoundView, SupervisedRounds
from reporting.queries.units import PeopledUnit, UnitById, UnitsBelow
from reporting.reports.report import Answer
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from reporting.units.history import Life, Span
from reporting.units.revision import Ending, Event, Replacement, Revision, UnitChange
from storage.database import schema as t
from storage.people.people import add_person
from storage.queries.documents import DocumentQueries
from storage.queries.reminders import StoredWatch
from storage.rounds import rounds as register
from storage.rounds.forms import FormShelf
from storage.units.history import load_register, store_register
from tests.support.small_office import (
    BE_TRIEU,
    HOA,
    HOA_AN,
    KIM_DONG,
    NAM_TUAN,
    POP,
    PROVINCE,
    THACH_AN,
    THU,
    ZONE,
    SmallOffice,
    workbook,
)

REFORM = date(2025, 7, 1)
AFTERWARDS = datetime(2025, 8, 1, 9, tzinfo=ZONE)
NEW = Life(
    id=7,
    code="NT",
    valid_from=REFORM,
    spans=(Span(since=date.min, name="Nam Tuấn", kind="xã", parent_id=PROVINCE.id),),
)
DISTRICT_LEVEL_ENDS: tuple[Life | Event, ...] = (
    NEW,
    Replacement(unit_id=NAM_TUAN.id, heirs=(NEW.id,), on=REFORM),
    Replacement(unit_id=BE_TRIEU.id, heirs=(NEW.id,), on=REFORM),
    Ending(unit_id=HOA_AN.id, on=REFORM),
    Ending(unit_id=THACH_AN.id, on=REFORM),
)


async def happen(office: SmallOffice, *events: Life | Event) -> None:
    async with office.database.writing() as connection:
        before = await load_register(connection)
        revision = Revision(before)
        for event in events:
            revision.put(event) if isinstance(event, Life) else revision.take(event)
        await store_register(connection, before, revision.register)


async def employ(office: SmallOffice, name: str, unit_id: int, number: int) -> int:
    """Add a supervisor who has joined."""
    async with office.database.writing() as connection:
        since = AFTERWARDS - timedelta(days=1)
        person_id = await add_person(connection, name, RoleKind.SUPERVISOR, unit_id, since)
        await connection.execute(
            t.accounts.insert().values(
                channel="telegram", address=str(number), person_id=person_id, joined_at=since, notice=""
            )
        )
    return person_id


async def rounds_of(office: SmallOffice, person_id: int) -> tuple[RoundView, ...]:
    async with office.turn(AFTERWARDS) as turn:
        (rounds,) = await turn.replies([SupervisedRounds(person_id)])
    assert isinstance(rounds, tuple)
    return rounds


async def report(office: SmallOffice, report_id: int) -> ReportView:
    async with office.turn(AFTERWARDS) as turn:
        (view,) = await turn.replies([ReportById(report_id)])
    assert isinstance(view, ReportView)
    return view


async def next_round(office: SmallOffice, *units: int) -> dict[int, int]:
    """Open the round of 2025, after everything that happened."""
    async with office.database.writing() as connection:
        form = await FormShelf().put(connection, workbook(), "xoa_mu_chu.xlsx", AFTERWARDS)
        return dict(
            await register.open_round(
                connection,
                title="Xóa mù chữ 2025",
                unit_id=PROVINCE.id,
                reporting_units=units,
                form_hash=form.content_hash,
                period=Period.parse("2025"),
                due=Due(printed=date(2026, 2, 1)),
                opened_at=AFTERWARDS,
            )
        )


async def submit(office: SmallOffice, report_id: int, figure: str) -> None:
    async with office.database.writing() as connection:
        await register.record_submitted(
            connection, report_id, {POP: Answer(figure)}, AFTERWARDS, on_time=True
        )


@dataclass(frozen=True)
class Seen:
    """What a supervisor sees of a round."""

    title: str
    units: tuple[str, ...]


def seen(views: tuple[RoundView, ...]) -> list[Seen]:
    return [Seen(view.round.title, tuple(e.report.unit.full_name for e in view.units)) for view in views]


async def test_a_round_shows_its_units_as_they_were_on_its_day(office: SmallOffice) -> None:
    await happen(
        office,
        UnitChange(unit_id=NAM_TUAN.id, on=REFORM, name="Nam Tuấn Mới", kind="phường", parent_id=THACH_AN.id),
    )
    view = await report(office, office.this_year[NAM_TUAN.id])
    assert view.report.unit.full_name == "xã Nam Tuấn"
    assert view.report.unit.parent_id == HOA_AN.id
    assert view.unit_path == (NAM_TUAN.id, THACH_AN.id, PROVINCE.id)
    (after,) = (await next_round(office, NAM_TUAN.id)).values()
    assert (await report(office, after)).report.unit.full_name == "phường Nam Tuấn Mới"


async def test_supervision_of_an_old_round_follows_the_tree_of_its_day(office: SmallOffice) -> None:
    await happen(office, UnitChange(unit_id=NAM_TUAN.id, on=REFORM, parent_id=THACH_AN.id))
    there = await employ(office, "Bế Văn Lâm", THACH_AN.id, 7)
    assert seen(await rounds_of(office, office.people[THU])) == [
        Seen("Xóa mù chữ 2019", ("xã Nam Tuấn", "xã Bế Triều"))
    ]
    assert seen(await rounds_of(office, there)) == [Seen("Xóa mù chữ 2019", ("xã Kim Đồng",))]
    await next_round(office, NAM_TUAN.id, BE_TRIEU.id)
    assert seen(await rounds_of(office, there))[-1] == Seen("Xóa mù chữ 2025", ("xã Nam Tuấn",))


async def test_the_successor_answers_for_what_it_took_over(office: SmallOffice) -> None:
    await happen(office, *DISTRICT_LEVEL_ENDS)
    view = await report(office, office.last_year[NAM_TUAN.id])
    assert view.report.unit == replace(NAM_TUAN, valid_to=REFORM - timedelta(days=1))
    assert view.unit_path == (NAM_TUAN.id, NEW.id, PROVINCE.id)
    commune = await employ(office, "Bế Văn Lâm", NEW.id, 7)
    province = await employ(office, "Lò Thị Mai", PROVINCE.id, 8)
    own = Seen("Xóa mù chữ 2019", ("xã Nam Tuấn", "xã Bế Triều"))
    assert seen(await rounds_of(office, commune)) == [own]
    assert seen(await rounds_of(office, province)) == [Seen(own.title, (*own.units, "xã Kim Đồng"))]
    assert await rounds_of(office, office.people[THU]) == ()  # the district is no more


async def test_what_is_missing_is_asked_of_those_who_answer_for_it_today(office: SmallOffice) -> None:
    await office.join(THU)
    await happen(office, UnitChange(unit_id=NAM_TUAN.id, on=REFORM, parent_id=THACH_AN.id))
    there = await employ(office, "Bế Văn Lâm", THACH_AN.id, 7)
    watch = StoredWatch(office.database, ZONE)
    missing = {each.person_id: {e.unit_id for e in each.reports} for each in await watch.supervisors()}
    assert missing == {office.people[THU]: {BE_TRIEU.id}, there: {NAM_TUAN.id, KIM_DONG.id}}


async def test_nobody_supervises_for_a_unit_that_has_ended(office: SmallOffice) -> None:
    await office.join(THU)
    await happen(office, *DISTRICT_LEVEL_ENDS)
    watch = StoredWatch(office.database, ZONE)
    assert await watch.supervisors() == ()
    assert await watch.subscriptions() == ()
    province = await employ(office, "Lò Thị Mai", PROVINCE.id, 8)
    assert [each.person_id for each in await watch.subscriptions()] == [province]


async def test_a_reporter_still_hands_in_what_the_ended_unit_owes(office: SmallOffice) -> None:
    await office.join(HOA)
    await happen(office, *DISTRICT_LEVEL_ENDS)
    reporters = await StoredWatch(office.database, ZONE).reporters()
    assert [each.unit_id for reporter in reporters for each in reporter.reports] == [NAM_TUAN.id]


async def test_the_previous_figure_is_the_predecessors_where_there_was_just_one(office: SmallOffice) -> None:
    parts = [
        Life(id=7 + n, code=f"NT{n}", valid_from=REFORM, spans=(Span(since=date.min, name=name, kind="xã"),))
        for n, name in enumerate(("Nam Tuấn", "Đức Long"))
    ]
    await happen(office, *parts, Replacement(unit_id=NAM_TUAN.id, heirs=(7, 8), on=REFORM))
    made = await next_round(office, 7, 8, BE_TRIEU.id)
    views = [await report(office, made[unit_id]) for unit_id in (7, 8, BE_TRIEU.id)]
    answers = [view.previous.answers[POP].value if view.previous else None for view in views]
    assert answers == ["412", "412", None]
    assert views[0].previous is not None
    assert views[0].previous.period == Period.parse("2018")


async def test_of_several_predecessors_none_is_the_previous_figure(office: SmallOffice) -> None:
    """Only one of them reported: half a figure would be worse than none."""
    await happen(office, *DISTRICT_LEVEL_ENDS)
    made = await next_round(office, NEW.id, KIM_DONG.id)
    assert (await report(office, made[NEW.id])).previous is None


async def test_a_unit_that_took_another_in_has_no_previous_figure_until_it_reports_as_it_is(
    office: SmallOffice,
) -> None:
    await happen(office, Replacement(unit_id=BE_TRIEU.id, heirs=(NAM_TUAN.id,), on=REFORM))
    made = await next_round(office, NAM_TUAN.id)
    assert (await report(office, made[NAM_TUAN.id])).previous is None
    assert (await report(office, office.this_year[NAM_TUAN.id])).previous is not None


async def test_figures_of_an_old_round_stay_the_same_sum(office: SmallOffice) -> None:
    for unit_id, report_id in office.this_year.items():
        await submit(office, report_id, str(unit_id * 100))
    province = await employ(office, "Lò Thị Mai", PROVINCE.id, 8)
    readings = DocumentQueries(office.database, office.shelf, ZONE)

    async def total() -> int:
        (view,) = await rounds_of(office, province)
        reports = await readings.unit_reports(view)
        return sum(int(each.submitted[POP].value) for each in reports if each.submitted)

    assert await total() == 300 + 400 + 600
    await happen(office, *DISTRICT_LEVEL_ENDS)
    assert await total() == 300 + 400 + 600


async def test_the_next_round_asks_what_took_the_place_of_those_asked_before(office: SmallOffice) -> None:
    await happen(office, *DISTRICT_LEVEL_ENDS)
    async with office.database.reading() as connection:
        form_hash = (await connection.execute(select(t.forms.c.hash))).scalar_one()
    async with office.turn(AFTERWARDS) as turn:
        (plan,) = await turn.replies([PlannedRound(PROVINCE.id, form_hash, "2025")])
    assert [unit.id for unit in plan.units] == [KIM_DONG.id, NEW.id]
    assert [unit.id for unit in plan.unmanned] == [NEW.id]


async def test_the_next_round_asks_whoever_got_a_reporter_since(office: SmallOffice) -> None:
    new = replace(NEW, valid_from=date.min)
    await happen(office, new)
    async with office.database.reading() as connection:
        form_hash = (await connection.execute(select(t.forms.c.hash))).scalar_one()
    async with office.database.writing() as connection:
        await add_person(connection, "Nông Văn Mới", RoleKind.REPORTER, new.id, AFTERWARDS)
    async with office.turn(AFTERWARDS) as turn:
        (plan,) = await turn.replies([PlannedRound(PROVINCE.id, form_hash, "2025")])
    assert new.id in [unit.id for unit in plan.units]


async def test_people_of_a_unit_that_ended_can_still_be_found_and_suspended(office: SmallOffice) -> None:
    await happen(office, *DISTRICT_LEVEL_ENDS)
    hoa = office.people[HOA]
    async with office.turn(AFTERWARDS) as turn:
        found, member, today = await turn.replies(
            [PeopleBelow((PROVINCE.id,)), MemberAt(hoa, NAM_TUAN.id), UnitsBelow((PROVINCE.id,))]
        )
        former = (await turn.replies([UnitsBelow((PROVINCE.id,), former=True)]))[0]
    assert hoa in [place.person_id for place in found]
    assert member is not None
    assert NEW.id in member.unit_path
    assert NAM_TUAN.id not in [unit.id for unit in today]
    assert NAM_TUAN.id in [unit.id for unit in former]


async def test_nobody_is_invited_into_a_unit_that_ended_by_an_old_button(office: SmallOffice) -> None:
    await happen(office, *DISTRICT_LEVEL_ENDS)
    async with office.turn(AFTERWARDS) as turn:
        today, former = await turn.replies([UnitById(NAM_TUAN.id), PeopledUnit(NAM_TUAN.id)])
    assert today is None
    assert former.ended
    assert office.people[HOA] in [member.person_id for member in former.members]
