"""Answers and submissions: only ever added, read as they stand now and as they were submitted."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from conversations.chat.effects import Record, Submit
from conversations.chat.session import Session
from reporting.queries.reports import OwnReports, ReportById, ReportView
from reporting.queries.rounds import SupervisedRounds
from reporting.reports.report import Absence, Answer, Progress
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from storage.database import schema as t
from storage.queries.documents import DocumentQueries
from storage.requested_change import RequestedChange
from storage.rounds import rounds as register
from tests.support.small_office import (
    BE_TRIEU,
    CHATS,
    HOA,
    HOA_AN,
    KIM_DONG,
    LITERATE,
    MINH,
    NAM_TUAN,
    NOW,
    OPENED,
    POP,
    PROVINCE,
    THU,
    ZONE,
    SmallOffice,
)


async def do(office: SmallOffice, *effects: Record | Submit, by: str = HOA) -> None:
    """Write effects down in one turn, in one wave."""
    deeds = [
        RequestedChange(chat=CHATS[by], person_id=office.people[by], effect=effect) for effect in effects
    ]
    async with office.turn() as turn:
        await turn.write([(CHATS[by], Session())], deeds, [])


async def seen(office: SmallOffice, report_id: int) -> ReportView:
    async with office.turn() as turn:
        (view,) = await turn.replies([ReportById(report_id)])
    assert isinstance(view, ReportView)
    return view


async def submitted(office: SmallOffice) -> dict[int, Mapping[str, Answer] | None]:
    """Return what this year's reports say as submitted, by unit."""
    readings = DocumentQueries(office.database, office.shelf, ZONE)
    (view,) = await readings.rounds_of(THU)
    return {each.report.unit.id: each.submitted for each in await readings.unit_reports(view)}


async def test_the_newest_answer_is_the_current_one_and_the_older_ones_stay(office: SmallOffice) -> None:
    report_id = office.this_year[NAM_TUAN.id]
    await do(office, Record(report_id, {POP: Answer("431")}))
    await do(office, Record(report_id, {LITERATE: Answer(absence=Absence.PENDING)}))
    await do(office, Record(report_id, {POP: Answer("413")}))
    report = (await seen(office, report_id)).report
    assert report.answers == {POP: Answer("413"), LITERATE: Answer(absence=Absence.PENDING)}
    assert report.progress is Progress.IN_PROGRESS
    async with office.database.reading() as connection:
        rows = await connection.execute(
            select(t.answers).where(t.answers.c.report_id == report_id).order_by(t.answers.c.id)
        )
        assert [(row.path, row.value, row.absence, row.person_id, row.at) for row in rows] == [
            (POP, "431", None, office.people[HOA], NOW),
            (LITERATE, None, "pending", office.people[HOA], NOW),
            (POP, "413", None, office.people[HOA], NOW),
        ]


async def test_an_answer_is_a_value_or_an_absence_in_the_database_too(office: SmallOffice) -> None:
    both = {
        "path": POP,
        "value": "1",
        "absence": "none",
        "at": NOW,
        "report_id": office.this_year[NAM_TUAN.id],
    }
    for row in (both, {**both, "value": None, "absence": None}):
        with pytest.raises(IntegrityError, match="value_or_absence"):
            async with office.database.writing() as connection:
                await connection.execute(t.answers.insert().values(row))


async def test_of_two_reporters_answers_in_one_wave_the_later_counts(office: SmallOffice) -> None:
    report_id = office.this_year[NAM_TUAN.id]
    await do(office, Record(report_id, {POP: Answer("1")}), Record(report_id, {POP: Answer("2")}))
    assert (await seen(office, report_id)).report.answers == {POP: Answer("2")}


async def test_a_submission_counts_the_answers_of_its_own_step(office: SmallOffice) -> None:
    report_id = office.this_year[NAM_TUAN.id]
    await do(office, Record(report_id, {POP: Answer("431")}), Submit(report_id, on_time=True))
    report = (await seen(office, report_id)).report
    (first,) = report.submissions
    assert (first.number, first.at, first.at.tzinfo, first.on_time) == (1, NOW, ZONE, True)
    assert report.progress is Progress.SUBMITTED
    assert not report.changed_since
    assert (await submitted(office))[NAM_TUAN.id] == {POP: Answer("431")}


async def test_a_correction_under_way_leaves_what_was_submitted_until_it_is_submitted(
    office: SmallOffice,
) -> None:
    report_id = office.this_year[NAM_TUAN.id]
    await do(office, Record(report_id, {POP: Answer("431"), LITERATE: Answer("427")}))
    await do(office, Submit(report_id, on_time=True))
    await do(office, Record(report_id, {POP: Answer("440")}))
    report = (await seen(office, report_id)).report
    assert report.changed_since
    assert report.progress is Progress.SUBMITTED
    assert report.answers[POP] == Answer("440")
    assert (await submitted(office))[NAM_TUAN.id] == {POP: Answer("431"), LITERATE: Answer("427")}
    await do(office, Submit(report_id, on_time=False))
    report = (await seen(office, report_id)).report
    assert [(each.number, each.on_time) for each in report.submissions] == [(1, True), (2, False)]
    assert not report.changed_since
    assert (await submitted(office))[NAM_TUAN.id] == {POP: Answer("440"), LITERATE: Answer("427")}


async def test_what_is_changed_in_one_report_changes_no_other(office: SmallOffice) -> None:
    mine, other = office.this_year[NAM_TUAN.id], office.this_year[BE_TRIEU.id]
    await do(office, Record(other, {POP: Answer("7")}), Submit(other, on_time=True), by=MINH)
    await do(office, Record(mine, {POP: Answer("431")}))
    report = (await seen(office, other)).report
    assert (report.answers, report.changed_since) == ({POP: Answer("7")}, False)
    assert await submitted(office) == {NAM_TUAN.id: None, BE_TRIEU.id: {POP: Answer("7")}}


async def test_a_report_submitted_without_any_answer_is_submitted(office: SmallOffice) -> None:
    await do(office, Submit(office.this_year[NAM_TUAN.id], on_time=True))
    assert await submitted(office) == {NAM_TUAN.id: {}, BE_TRIEU.id: None}


async def test_the_previous_period_is_the_closest_one_that_was_submitted(office: SmallOffice) -> None:
    form_hash = (await seen(office, office.this_year[NAM_TUAN.id])).report.round.form_hash
    async with office.database.writing() as connection:
        for year, figure in ((2016, "390"), (2017, None)):
            reports = await register.open_round(
                connection,
                title=f"Xóa mù chữ {year}",
                unit_id=PROVINCE.id,
                reporting_units=[NAM_TUAN.id, BE_TRIEU.id],
                form_hash=form_hash,
                period=Period.parse(str(year)),
                due=Due(printed=date(year + 1, 5, 8)),
                opened_at=OPENED,
                closed_at=OPENED + timedelta(days=1),
            )
            if figure:
                for report_id in reports.values():
                    await register.record_submitted(
                        connection, report_id, {POP: Answer(figure)}, OPENED, on_time=True
                    )
    nearest = (await seen(office, office.this_year[NAM_TUAN.id])).previous
    assert nearest is not None
    assert (nearest.period.code, nearest.answers) == ("2018", {POP: Answer("412")})
    before = (await seen(office, office.this_year[BE_TRIEU.id])).previous
    assert before is not None
    assert (before.period.code, before.answers) == ("2016", {POP: Answer("390")})
    assert (await seen(office, office.this_year[KIM_DONG.id])).previous is None
    assert (await seen(office, office.last_year[BE_TRIEU.id])).previous == before


async def test_a_correction_of_last_year_under_way_is_not_yet_last_years_figure(office: SmallOffice) -> None:
    await do(office, Record(office.last_year[NAM_TUAN.id], {POP: Answer("999")}))
    previous = (await seen(office, office.this_year[NAM_TUAN.id])).previous
    assert previous is not None
    assert previous.answers == {POP: Answer("412")}


async def test_own_reports_are_those_of_open_rounds_the_nearest_deadline_first(office: SmallOffice) -> None:
    form_hash = (await seen(office, office.this_year[NAM_TUAN.id])).report.round.form_hash
    async with office.database.writing() as connection:
        sooner = await register.open_round(
            connection,
            title="Quý I",
            unit_id=HOA_AN.id,
            reporting_units=[NAM_TUAN.id],
            form_hash=form_hash,
            period=Period.parse("2020Q1"),
            due=Due(printed=date(2020, 4, 25)),
            opened_at=OPENED,
        )
    async with office.turn() as turn:
        of_hoa, of_minh, of_nobody = await turn.replies(
            [OwnReports(office.people[HOA]), OwnReports(office.people[MINH]), OwnReports(4711)]
        )
    own = [sooner[NAM_TUAN.id], office.this_year[NAM_TUAN.id]]
    assert [view.report.id for view in of_hoa] == own
    assert [view.report.id for view in of_minh] == [office.this_year[BE_TRIEU.id]]
    assert of_nobody == ()


async def test_replies_come_in_the_order_of_the_queries_whatever_their_kinds(office: SmallOffice) -> None:
    first, second = office.this_year[BE_TRIEU.id], office.this_year[NAM_TUAN.id]
    async with office.turn() as turn:
        one, rounds, two, none, again = await turn.replies(
            [
                ReportById(first),
                SupervisedRounds(office.people[THU]),
                ReportById(second),
                ReportById(4711),
                ReportById(first),
            ]
        )
    assert (one.report.id, two.report.id, none, again.report.id) == (first, second, None, first)
    assert len(rounds) == 1


async def test_a_report_knows_its_units_way_up(office: SmallOffice) -> None:
    view = await seen(office, office.this_year[KIM_DONG.id])
    assert view.unit_path == (6, 5, 1)
    assert view.report.unit == KIM_DONG
    assert view.report.round.opened_at.tzinfo is ZONE


async def test_a_supervisor_sees_the_units_below_and_how_far_they_are(office: SmallOffice) -> None:
    await office.join(HOA)
    await do(office, Record(office.this_year[NAM_TUAN.id], {POP: Answer("431")}))
    async with office.turn() as turn:
        (rounds, none) = await turn.replies(
            [SupervisedRounds(office.people[THU]), SupervisedRounds(office.people[HOA])]
        )
    assert none == ()
    (view,) = rounds
    assert (view.round.title, view.unit, view.unit_path) == ("Xóa mù chữ 2019", HOA_AN, (2, 1))
    assert [(each.report.unit, each.report.progress, each.reporters) for each in view.units] == [
        (NAM_TUAN, Progress.IN_PROGRESS, (office.people[HOA],)),
        (BE_TRIEU, Progress.NOT_STARTED, ()),
    ]


async def test_unsubmitted_are_found_in_the_order_asked_for(office: SmallOffice) -> None:
    nam_tuan, be_trieu, kim_dong = (office.this_year[unit.id] for unit in (NAM_TUAN, BE_TRIEU, KIM_DONG))
    await do(office, Submit(be_trieu, on_time=True), by=MINH)
    readings = DocumentQueries(office.database, office.shelf, ZONE)
    views = await readings.unsubmitted([kim_dong, be_trieu, 4711, nam_tuan])
    assert [view.report.id for view in views] == [kim_dong, nam_tuan]
