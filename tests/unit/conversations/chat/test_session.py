import pytest

from conversations.chat.messages import Button
from conversations.chat.session import Session

SESSION = Session(
    offered=tuple(
        Button(label=label, action=f"1.{number}", key=key)
        for number, (label, key) in enumerate(
            {
                "Đúng": "ok",
                "Gõ lại": "l",
                "‹ Quay lại": "b",
                "✓ Sách in": "1",
                "Sửa câu 3": "s3",
                "Nộp": "nộp",
            }.items()
        )
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
        ("1", "✓ Sách in"),
        ("1.", "✓ Sách in"),
        ("１", "✓ Sách in"),
        ("B", "‹ Quay lại"),
        ("/b", "‹ Quay lại"),
        ("s 3", "Sửa câu 3"),
        ("nop", "Nộp"),
        ("sach", "✓ Sách in"),
    ],
)
def test_a_button_is_meant_by_its_key_its_label_or_its_beginning(typed: str, meant: str) -> None:
    assert label(SESSION.typed(typed)) == meant


@pytest.mark.parametrize("typed", ["", "9", "4", "xin chào", "lại", "//b", "đ1"])
def test_other_words_mean_no_button(typed: str) -> None:
    assert SESSION.typed(typed) is None


def test_where_any_text_is_an_answer_only_a_whole_label_is_a_button() -> None:
    assert label(SESSION.typed("gõ lại", in_full=True)) == "Gõ lại"
    assert SESSION.typed("gõ", in_full=True) is None
    assert label(SESSION.typed("1", in_full=True)) == "✓ Sách in", "a key is chosen to be no answer"


def test_a_label_is_spelled_with_its_own_diacritics_or_none() -> None:
    assert label(SESSION.spelled("dung")) == "Đúng"
    assert SESSION.spelled("dừng") is None
    assert SESSION.spelled("gõ") is None


def test_a_session_is_read_back_as_it_was_written() -> None:
    assert Session.model_validate_json(SESSION.model_dump_json()) == SESSION


def test_no_letter_begins_a_label() -> None:
    deciding = Session(
        offered=(
            Button(label="Đồng ý", action="1.confirm", key="ok", word="đúng"),
            Button(label="Thôi", action="1.cancel", key="d", word="dừng"),
        )
    )
    assert label(deciding.typed("d")) == "Thôi"
    assert deciding.typed("đ") is None
    assert SESSION.typed("n") is None
    assert label(deciding.typed("đúng")) == "Đồng ý"
    assert label(deciding.typed("dừng")) == "Thôi"
    assert deciding.typed("dung") is None
    assert deciding.is_unsure("dung")
