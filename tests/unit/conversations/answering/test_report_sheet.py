import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.channels.message_splitting import pieces
from conversations.answering.acceptance import accept, are_valid
from conversations.answering.question import put_question
from conversations.answering.review import put_review
from conversations.chat.orders import Say
from conversations.chat.session import Asking, Session
from conversations.chat.step import Scene, Step
from forms import compile_workbook
from reporting.reports.report import Absence, Answer
from tests.support.forms.library import library_form
from tests.support.questionnaire_workbook import workbook
from tests.unit.conversations.conftest import OpenSheet, path_of


@pytest.fixture
def without_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
def test_a_sheet_is_let_go_with_the_answer_it_was_opened_for(open_sheet: OpenSheet, scene: Scene) -> None:
    sheet = open_sheet({"pop_15_25": "431"})
    path = path_of(sheet, "literate_l1_15_25")
    step = accept(scene, sheet, path, {path: Answer("427")})
    after = sheet.with_answers({path: Answer("427")})
    left = [weakref.ref(each) for each in (sheet, after, sheet.filling, after.filling)]
    assert "427/431" in said(step)
    del sheet, after
    assert [each() for each in left] == [None] * 4


def said(step: Step) -> str:
    return "\n".join(str(effect.message.text) for effect in step.effects if isinstance(effect, Say))


def test_a_previous_answer_that_no_longer_fits_the_question_is_as_if_unknown(open_sheet: OpenSheet) -> None:
    sheet = open_sheet(previous={"pop_15_25": "khoảng 680", "xmc_level_attained": "3", "pop_15_35": "1687"})
    assert sheet.previous(path_of(sheet, "pop_15_25")) is None
    assert sheet.previous(path_of(sheet, "xmc_level_attained")) is None
    assert sheet.previous(path_of(sheet, "pop_15_35")) == Answer("1687")


def test_numbers_in_the_forms_own_sentences_are_written_as_people_write_them(
    open_sheet: OpenSheet, scene: Scene
) -> None:
    sheet = open_sheet({"pop_15_35": "1637"})
    path = path_of(sheet, "literate_l1_15_35")
    assert "(1.637)" in said(accept(scene, sheet, path, {path: Answer("9000")}))


@pytest.mark.parametrize("limit", [2000, 4096])
def test_a_label_longer_than_a_message_is_told_in_several(
    open_sheet: OpenSheet, scene: Scene, limit: int
) -> None:
    sentences = " ".join(f"Câu số {n} của lời dặn rất dài." for n in range(400))
    form = compile_workbook(
        workbook(survey=[("type", "name", "label"), ("integer", "a", f"{sentences} Bao nhiêu?")]),
        filename="dai.xlsx",
    )
    sheet = open_sheet(form=form)
    (effect,) = (
        each for each in put_question(scene, sheet, sheet.questions[0]).effects if isinstance(each, Say)
    )
    parts = pieces(effect.message.text, limit, tags_count=True)
    assert all(len(part) <= limit for part in parts)
    assert sentences in " ".join(" ".join(part.striptags() for part in parts).split())


def test_a_list_says_labels_without_their_question_marks(open_sheet: OpenSheet) -> None:
    sheet = open_sheet(form=library_form())
    assert sheet.short_label(path_of(sheet, "title")) == "Tên thư viện"


def test_the_next_open_question_comes_after_this_one_and_then_from_the_start(open_sheet: OpenSheet) -> None:
    sheet = open_sheet({"literate_l1_15_25": "655"})
    first, second, third = sheet.questions[:3]
    assert sheet.open_after(first) == third
    assert sheet.open_after(sheet.questions[-1]) == first
    assert sheet.open_after(None) == first
    assert second not in sheet.unanswered()


def test_a_range_refuses_what_lies_outside_and_says_so(open_sheet: OpenSheet, scene: Scene) -> None:
    form = compile_workbook(
        workbook(
            survey=[
                ("type", "name", "label", "parameters"),
                ("range", "mark", "Điểm?", "start=1 end=10 step=1"),
            ]
        ),
        filename="range.xlsx",
    )
    sheet = open_sheet(form=form)
    (path,) = sheet.questions
    assert are_valid(sheet, {path: Answer("10")})
    assert "11 chưa hợp lệ" in said(accept(scene, sheet, path, {path: Answer("11")}))


def test_a_choice_that_is_offered_no_more_is_refused_kindly(open_sheet: OpenSheet, scene: Scene) -> None:
    sheet = open_sheet()
    path = path_of(sheet, "xmc_level_attained")
    assert "chưa hợp lệ" in said(accept(scene, sheet, path, {path: Answer("7")}))


def test_a_failed_check_that_names_no_question_still_hinders_the_submission(
    open_sheet: OpenSheet, scene: Scene
) -> None:
    form = compile_workbook(
        workbook(
            survey=[
                ("type", "name", "label", "calculation"),
                ("integer", "a", "A?", ""),
                ("calculate", "b", "", "${a} * 2"),
            ],
            checks=[
                ("name", "expression", "severity", "message"),
                ("small", "${b} < 10", "error", "Quá nhiều."),
            ],
        ),
        filename="check.xlsx",
    )
    sheet = open_sheet({"a": "6"}, form=form)
    step = put_review(scene, sheet)
    assert "✗ Quá nhiều." in said(step)
    assert not any(button.action.endswith("submit") for button in step.session.offered)


def test_unanswered_questions_are_named_as_ranges(open_sheet: OpenSheet, scene: Scene) -> None:
    sheet = open_sheet({"pop_15_25": "660", "literate_l2_15_25": "653"})
    assert "Còn 13 câu chưa trả lời: 2, 4-15" in said(put_review(scene, sheet))


def test_a_refusal_keeps_the_ticks_under_way(open_sheet: OpenSheet, scene: Scene) -> None:
    sheet = open_sheet(form=library_form())
    place = Asking(report_id=1, path=path_of(sheet, "media"), ticked=("print",))
    session = Session(place=place)
    ticking = Scene(session=session, now=scene.now, texts=scene.texts)
    refused = accept(ticking, sheet, place.path, {place.path: Answer("print nothing")})
    assert isinstance(refused.session.place, Asking)
    assert refused.session.place.ticked == ("print",)


def test_an_absence_needs_no_judgement(open_sheet: OpenSheet) -> None:
    sheet = open_sheet()
    assert are_valid(sheet, {path_of(sheet, "pop_15_25"): Answer(absence=Absence.PENDING)})
