import pytest

from conversations.answering.interpretation.named_answers import named_answers
from tests.unit.conversations.conftest import OpenSheet, path_of
from texts import Catalogue
from texts.parsing import read_named_answers


def placed(
    open_sheet: OpenSheet, texts: Catalogue, text: str, **recorded: str
) -> tuple[dict[str, str], tuple[str, ...]]:
    sheet = open_sheet(recorded)
    named = read_named_answers(text)
    assert named is not None
    current = next(path for path in sheet.questions if path not in sheet.answers)
    answers, unplaced = named_answers(sheet, current, named, texts)
    return {path.rpartition("/")[2]: answer.value for path, answer in answers.items()}, unplaced


@pytest.mark.parametrize(
    "text",
    [
        "15-25: 655/660, 15-35: 1623/1637",
        "15-25: 655/660\n15-35: 1623/1637",
        "15 đến 25: 655/660; 15 đến 35: 1623/1637",
        "15 den 25: 655/660; 15 toi 35: 1623/1637",
        "người 15–25 tuổi: 655/660, nguoi 15–35 tuoi: 1623/1637",
    ],
)
def test_pairs_fill_both_figures_of_the_groups_they_name(
    open_sheet: OpenSheet, texts: Catalogue, text: str
) -> None:
    answers, unplaced = placed(open_sheet, texts, text)
    assert unplaced == ()
    assert answers == {
        "pop_15_25": "660",
        "literate_l1_15_25": "655",
        "pop_15_35": "1637",
        "literate_l1_15_35": "1623",
    }


def test_answers_come_in_the_order_of_the_form(open_sheet: OpenSheet, texts: Catalogue) -> None:
    answers, _ = placed(open_sheet, texts, "mới biết chữ: 17, 15-60: 3180, 15-25: 660")
    assert list(answers) == ["pop_15_25", "pop_15_60", "new_literates"]


def test_one_name_twice_goes_on_to_the_next_question_it_fits(open_sheet: OpenSheet, texts: Catalogue) -> None:
    answers, _ = placed(open_sheet, texts, "15-25: 660, 15-25: 655")
    assert answers == {"pop_15_25": "660", "literate_l1_15_25": "655"}


def test_unanswered_questions_come_before_answered_ones(open_sheet: OpenSheet, texts: Catalogue) -> None:
    answers, _ = placed(open_sheet, texts, "15-25: 655", pop_15_25="660")
    assert answers == {"literate_l1_15_25": "655"}


def test_words_are_told_apart_by_the_diacritics_that_were_typed(
    open_sheet: OpenSheet, texts: Catalogue
) -> None:
    assert placed(open_sheet, texts, "giáo viên: 12") == ({}, ("giáo viên: 12",))
    assert placed(open_sheet, texts, "hoc vien 15-35: 12")[0] == {"xmc_class_plan_15_35": "12"}


def test_what_fits_nowhere_is_said_back(open_sheet: OpenSheet, texts: Catalogue) -> None:
    answers, unplaced = placed(open_sheet, texts, "15-25: 660, con trâu: 3")
    assert answers == {"pop_15_25": "660"}
    assert unplaced == ("con trâu: 3",)


def test_a_figure_is_placed_that_can_be_read_in_one_way_only(open_sheet: OpenSheet, texts: Catalogue) -> None:
    answers, unplaced = placed(open_sheet, texts, "15-25: 660; 15-35: 1,637; 15-60: 1tr25")
    assert answers == {"pop_15_25": "660", "pop_15_35": "1637"}
    assert unplaced == ("15-60: 1tr25",)


def test_a_choice_is_never_meant_by_a_figure(open_sheet: OpenSheet, texts: Catalogue) -> None:
    sheet = open_sheet()
    named = read_named_answers("xã được công nhận: 2")
    assert named is not None
    assert named_answers(sheet, path_of(sheet, "pop_15_25"), named, texts)[0] == {}
