import pytest

from conversations.messages import Button
from conversations.session import Session

SESSION = Session(
    offered=tuple(
        Button(label=label, action=f"1.{number}")
        for number, label in enumerate(("Đúng", "Gõ lại", "‹ Quay lại", "✓ Sách in"))
    )
)


def label(button: Button | None) -> str | None:
    return button.label if button else None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("đúng", "Đúng"),
        ("dung", "Đúng"),
        ("quay lại", "‹ Quay lại"),
        ("gõ", "Gõ lại"),
        ("4", "✓ Sách in"),
        ("sach", "✓ Sách in"),
    ],
)
def test_a_button_is_meant_by_its_label_its_beginning_or_its_number(typed: str, meant: str) -> None:
    assert label(SESSION.typed(typed)) == meant


@pytest.mark.parametrize("typed", ["", "9", "xin chào", "lại"])
def test_other_words_mean_no_button(typed: str) -> None:
    assert SESSION.typed(typed) is None


def test_where_any_text_is_an_answer_only_a_whole_label_is_a_button() -> None:
    assert label(SESSION.typed("gõ lại", in_full=True)) == "Gõ lại"
    assert SESSION.typed("gõ", in_full=True) is None
    assert SESSION.typed("4", in_full=True) is None


def test_a_label_is_spelled_with_its_own_diacritics_or_none() -> None:
    assert label(SESSION.spelled("dung")) == "Đúng"
    assert SESSION.spelled("dừng") is None
    assert SESSION.spelled("gõ") is None


def test_a_session_is_read_back_as_it_was_written() -> None:
    assert Session.model_validate_json(SESSION.model_dump_json()) == SESSION
