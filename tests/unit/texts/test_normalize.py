import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.matching import Matched, NoMatch, SeveralMatch, match_label
from texts.normalize import fold, seen, spells, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Xóa  mù chữ", "xoa mu chu"),
        ("ĐỨC XUÂN", "duc xuan"),
        ("15–25", "15-25"),
        ("Hòa\u00a0An", "hoa an"),
        ("Ｎａｍ Ｔｕấｎ", "nam tuan"),
        ("không\u200b có", "khong co"),
        ("  ", ""),
    ],
)
def test_folding_leaves_what_the_word_is(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_is_the_same_for_every_unicode_form_and_when_done_twice(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_words_leave_punctuation_out() -> None:
    assert words("Người 15-25 tuổi (mức độ 1)?") == ("nguoi", "15", "25", "tuoi", "muc", "do", "1")


@pytest.mark.parametrize("typed", ["đúng", "dung", "Đúng", "đung", "dúng"])
def test_a_phrase_may_lack_diacritics(typed: str) -> None:
    assert spells(typed, "đúng")


@pytest.mark.parametrize("typed", ["dừng", "đứng", "đúngg", ""])
def test_a_phrase_with_other_diacritics_is_another(typed: str) -> None:
    assert not spells(typed, "đúng")


LEVELS = ("Chưa đạt", "Mức độ 1", "Mức độ 2")
COMMUNES = ("Bế Triều", "Bé Triều", "Hồng Việt", "Hồng Nam")


@pytest.mark.parametrize("typed", ["Mức độ 2", "mức độ 2", "muc do 2", "MUC  DO 2", "3", "3."])
def test_a_label_is_found_in_full_folded_or_by_its_number(typed: str) -> None:
    assert match_label(typed, LEVELS) == Matched(2)


def test_a_label_is_found_by_its_beginning() -> None:
    assert match_label("chua", LEVELS) == Matched(0)
    assert match_label("muc do", LEVELS) == SeveralMatch((1, 2))


def test_diacritics_tell_labels_apart_that_fold_together() -> None:
    assert match_label("bế triều", COMMUNES) == Matched(0)
    assert match_label("Bé Triều", COMMUNES) == Matched(1)
    assert match_label("bế", COMMUNES) == Matched(0)
    assert match_label("be trieu", COMMUNES) == SeveralMatch((0, 1))
    assert match_label("hong n", COMMUNES) == Matched(3)


def test_a_number_that_is_also_a_beginning_is_asked_about() -> None:
    assert match_label("1", ("2 lớp", "1 lớp")) == SeveralMatch((0, 1))


def test_a_number_is_not_the_beginning_of_a_longer_one() -> None:
    assert match_label("1", ("20 lớp", "10 lớp")) == Matched(0)


def test_a_label_that_is_a_number_goes_before_the_place() -> None:
    assert match_label("1", ("0", "1", "2")) == Matched(1)


@pytest.mark.parametrize("typed", ["", "   ", "0", "4", "mức độ 3", "x", "99999999999"])
def test_what_is_no_label_is_not_found(typed: str) -> None:
    assert match_label(typed, LEVELS) == NoMatch()


@given(st.text(), st.lists(st.text(), max_size=5))
def test_any_text_is_matched_without_complaint(typed: str, labels: list[str]) -> None:
    match match_label(typed, labels):
        case Matched(index):
            assert 0 <= index < len(labels)
        case SeveralMatch(indices):
            assert len(indices) > 1
            assert set(indices) <= set(range(len(labels)))
        case NoMatch():
            assert not fold(typed) or all(fold(label) != fold(typed) for label in labels)


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("4\ufe0f\u20e33\ufe0f\u20e31\u20e3", "431"),
        ("1\u200b\ufe0f\u20e3", "1"),
        ("\u202e134\u202c \u2066báo cáo\u2069\u200f", "134 báo cáo"),
        ("\ufeffNông\u200b Thị", "Nông Thị"),
        ("Lớp 1\nLớp 2 ", "Lớp 1\nLớp 2 "),
        ("\U0001f468\u200d\U0001f469 \u2764\ufe0f", "\U0001f468\u200d\U0001f469 \u2764\ufe0f"),
        ("\u200b\u2060", ""),
    ],
)
def test_what_is_seen_of_a_text_is_what_was_meant(text: str, visible: str) -> None:
    assert seen(text) == visible
    assert seen(unicodedata.normalize("NFD", text)) == visible


@given(st.text())
def test_seeing_twice_changes_nothing(text: str) -> None:
    assert seen(seen(text)) == seen(text)
