from decimal import Decimal

import pytest

from conversations.answering.interpretation.typed_answer import (
    LONGEST_TEXT,
    Doubted,
    NotUnderstood,
    Understood,
    WhichAbsence,
    lexical,
    understand,
)
from reporting.reports.report import Absence, Answer
from tests.support.forms.library import library_form
from tests.unit.conversations.conftest import OpenSheet, path_of
from texts import Catalogue
from texts.formatting import shortened


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("660", "660"),
        ("1.637", "1637"),
        ("1 637", "1637"),
        ("２００", "200"),
        ("660,5", "660.5"),
        ("1,2 tỷ", "1200000000"),
    ],
)
def test_a_sure_number_is_an_answer_in_lexical_form(
    open_sheet: OpenSheet, texts: Catalogue, typed: str, value: str
) -> None:
    sheet = open_sheet()
    path = path_of(sheet, "pop_15_25")
    assert understand(sheet, path, typed, texts) == Understood({path: Answer(value)})


def test_of_doubtful_readings_a_count_keeps_the_whole_numbers(
    open_sheet: OpenSheet, texts: Catalogue
) -> None:
    sheet = open_sheet()
    path = path_of(sheet, "pop_15_25")
    assert understand(sheet, path, "1,637", texts) == Doubted(({path: Answer("1637")},))
    area = open_sheet(form=library_form())
    path = path_of(area, "area")
    doubted = understand(area, path, "1,637", texts)
    assert isinstance(doubted, Doubted)
    assert {candidate[path].value for candidate in doubted.candidates} == {"1637", "1.637"}


@pytest.mark.parametrize(
    ("typed", "absence"),
    [("không có", Absence.NONE), ("chưa có số liệu", Absence.PENDING), ("chua co", Absence.PENDING)],
)
def test_absences_are_told_apart(
    open_sheet: OpenSheet, texts: Catalogue, typed: str, absence: Absence
) -> None:
    sheet = open_sheet()
    path = path_of(sheet, "pop_15_25")
    assert understand(sheet, path, typed, texts) == Understood({path: Answer(absence=absence)})


@pytest.mark.parametrize("typed", ["ko", "không", "k", "chưa"])
def test_a_bare_no_is_asked_about(open_sheet: OpenSheet, texts: Catalogue, typed: str) -> None:
    sheet = open_sheet()
    assert understand(sheet, path_of(sheet, "pop_15_25"), typed, texts) == WhichAbsence()


def test_a_pair_fills_whole_and_part(open_sheet: OpenSheet, texts: Catalogue) -> None:
    sheet = open_sheet()
    total, share = path_of(sheet, "pop_15_25"), path_of(sheet, "literate_l1_15_25")
    both = Understood({total: Answer("660"), share: Answer("655")})
    assert understand(sheet, total, "655/660", texts) == both
    assert understand(sheet, share, "655/660", texts) == both


def test_a_pair_goes_to_the_part_that_is_not_answered_yet(open_sheet: OpenSheet, texts: Catalogue) -> None:
    sheet = open_sheet({"pop_15_25": "660", "literate_l1_15_25": "655"})
    total, second = path_of(sheet, "pop_15_25"), path_of(sheet, "literate_l2_15_25")
    assert understand(sheet, second, "653/660", texts) == Understood(
        {total: Answer("660"), second: Answer("653")}
    )


@pytest.mark.parametrize(
    "recorded", [{"pop_15_25": "670"}, {"literate_l1_15_25": "600", "literate_l2_15_25": "600"}]
)
def test_a_pair_that_would_overwrite_another_answer_is_asked_about(
    open_sheet: OpenSheet, texts: Catalogue, recorded: dict[str, str]
) -> None:
    sheet = open_sheet(recorded)
    asked = path_of(sheet, "literate_l1_15_25" if "pop_15_25" in recorded else "pop_15_25")
    assert isinstance(understand(sheet, asked, "655/660", texts), Doubted)


def test_a_pair_where_no_rate_is_made_is_not_understood(open_sheet: OpenSheet, texts: Catalogue) -> None:
    sheet = open_sheet(form=library_form())
    assert isinstance(understand(sheet, path_of(sheet, "area"), "1/2", texts), NotUnderstood)


def test_a_percentage_answers_a_decimal_and_never_a_count(open_sheet: OpenSheet, texts: Catalogue) -> None:
    sheet = open_sheet(form=library_form())
    path = path_of(sheet, "share")
    assert understand(sheet, path, "99,09%", texts) == Understood({path: Answer("99.09")})
    assert understand(sheet, path, "khoảng 99%", texts) == Doubted(({path: Answer("99")},), must_ask=True)
    counting = open_sheet()
    assert isinstance(understand(counting, path_of(counting, "pop_15_25"), "99,09%", texts), NotUnderstood)


def test_as_before_takes_the_previous_answer_where_there_is_one(
    open_sheet: OpenSheet, texts: Catalogue
) -> None:
    known, unknown = open_sheet(previous={"pop_15_25": "680"}), open_sheet(previous={})
    path = path_of(known, "pop_15_25")
    assert understand(known, path, "nt", texts) == Understood({path: Answer("680")})
    assert isinstance(understand(unknown, path, "nt", texts), NotUnderstood)


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("Mức độ 1", "1"), ("muc do 2", "2"), ("chưa", "0"), ("3", "2")],
)
def test_a_choice_is_meant_by_label_beginning_or_number(
    open_sheet: OpenSheet, texts: Catalogue, typed: str, chosen: str
) -> None:
    sheet = open_sheet()
    path = path_of(sheet, "xmc_level_attained")
    assert understand(sheet, path, typed, texts) == Understood({path: Answer(chosen)})


@pytest.mark.parametrize("typed", ["1", "2", "mức", "Mức độ 3", ""])
def test_what_may_mean_several_choices_or_none_is_not_understood(
    open_sheet: OpenSheet, texts: Catalogue, typed: str
) -> None:
    sheet = open_sheet()
    assert isinstance(understand(sheet, path_of(sheet, "xmc_level_attained"), typed, texts), NotUnderstood)


@pytest.mark.parametrize(
    ("typed", "chosen"), [("ko", "no"), ("k", "no"), ("vâng ạ", "yes"), ("dạ có", "yes")]
)
def test_yes_and_no_are_meant_however_they_are_said(
    open_sheet: OpenSheet, texts: Catalogue, typed: str, chosen: str
) -> None:
    sheet = open_sheet(form=library_form())
    path = path_of(sheet, "internet")
    assert understand(sheet, path, typed, texts) == Understood({path: Answer(chosen)})


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("1,3", "print digital"),
        ("1 3", "print digital"),
        ("sách in; tài liệu số", "print digital"),
        ("3, 3", "digital"),
    ],
)
def test_several_choices_may_be_typed_at_once(
    open_sheet: OpenSheet, texts: Catalogue, typed: str, chosen: str
) -> None:
    sheet = open_sheet(form=library_form())
    path = path_of(sheet, "media")
    assert understand(sheet, path, typed, texts) == Understood({path: Answer(chosen)})


def test_a_text_may_be_long_but_not_endless(open_sheet: OpenSheet, texts: Catalogue) -> None:
    sheet = open_sheet(form=library_form())
    path = path_of(sheet, "title")
    longest = "a" * LONGEST_TEXT
    assert understand(sheet, path, f" {longest}"[:LONGEST_TEXT], texts) == Understood(
        {path: Answer(longest[:-1])}
    )
    refused = understand(sheet, path, longest + "a", texts)
    assert isinstance(refused, NotUnderstood)
    assert "3.001" in refused.why


@pytest.mark.parametrize("typed", ["", " ", "\n", "\u2003"])
def test_an_empty_text_is_no_answer(open_sheet: OpenSheet, texts: Catalogue, typed: str) -> None:
    sheet = open_sheet(form=library_form())
    assert isinstance(understand(sheet, path_of(sheet, "title"), typed, texts), NotUnderstood)


@pytest.mark.parametrize(
    ("number", "written"),
    [("1E+3", "1000"), ("1.50", "1.5"), ("0.0", "0"), ("-0.10", "-0.1"), ("100", "100")],
)
def test_lexical_form_has_no_exponent_and_no_idle_zeros(number: str, written: str) -> None:
    assert lexical(Decimal(number)) == written


def test_what_is_quoted_back_is_short_and_on_one_line() -> None:
    assert shortened("một\n hai") == "một hai"
    assert len(shortened("a" * 10_000)) == 40
