from datetime import date

import pytest

from conversations.chat.action import Command, Reply, do
from conversations.chat.typed_choices import (
    NOTHING,
    WORDED,
    Offer,
    Typable,
    keys,
    read_spoken,
    spoken,
    types,
)
from texts import catalogue
from texts.catalogue import LANGUAGES
from texts.normalize import fold
from texts.parsing import Impossible, read_date, read_moment, read_number, read_time

BACK: Offer = ("‹ Quay lại", Reply("back"))
NUMBERS, ANYTHING = Typable(numbers=True), Typable(texts=True)


def typed(offers: list[Offer], typable: Typable = NOTHING, language: str = "vi") -> list[str]:
    return [key.typed for key in keys(offers, typable, catalogue(language))]


def choices(*labels: str) -> tuple[list[Offer], Typable]:
    return [(label, Reply("pick", str(place))) for place, label in enumerate(labels)], Typable(labels=labels)


def test_choices_are_numbered_and_actions_have_a_letter() -> None:
    offers, typable = choices("Có", "Không")
    assert typed([*offers, BACK], typable) == ["1", "2", "b"]


def test_what_nobody_has_named_is_a_choice() -> None:
    assert typed([("Duyệt", do("approve", 3)), ("Trả lại", do("return", 3)), BACK]) == ["1", "2", "b"]


def test_a_choice_keeps_its_number_on_another_page() -> None:
    labels = tuple(f"xã {name}" for name in ("An", "Bình", "Cao", "Dân"))
    offers: list[Offer] = [
        ("xã Cao", Reply("tick", "2")),
        ("xã Dân", Reply("tick", "3")),
        ("‹ Trang trước", Reply("page", "0"), "page_before"),
    ]
    assert typed(offers, Typable(labels=labels)) == ["3", "4", "v"]


def test_where_a_number_is_an_answer_a_choice_has_a_slash_before_its_number() -> None:
    assert typed(
        [("1.234", Reply("candidate", "0")), ("1,234", Reply("candidate", "1")), ("Gõ lại", Reply("again"))],
        NUMBERS,
    ) == [
        "/1",
        "/2",
        "l",
    ]


@pytest.mark.parametrize(
    "labels", [("Chưa đạt", "Mức độ 1", "Mức độ 2"), ("2", "10", "1"), ("2 lớp", "Khác")]
)
def test_where_a_number_may_mean_another_choice_a_slash_stands_before_it(labels: tuple[str, ...]) -> None:
    offers, typable = choices(*labels)
    assert not any(key.isdigit() for key in typed(offers, typable))


@pytest.mark.parametrize("labels", [("Mức 1", "Mức 2"), ("2019", "2020"), ("10 lớp", "20 lớp"), ("1", "2")])
def test_numbers_in_labels_that_mislead_nobody_leave_the_list_numbered(labels: tuple[str, ...]) -> None:
    offers, typable = choices(*labels)
    assert typed(offers, typable) == ["1", "2"]


def test_where_any_text_is_an_answer_every_key_has_a_slash() -> None:
    assert typed([BACK, ("Đúng", Reply("yes")), ("Khác", Reply("other"))], ANYTHING) == ["/b", "/ok", "/1"]


def test_an_action_gives_way_to_a_choice_of_the_same_letter() -> None:
    offers, typable = choices("A", "B", "C")
    assert typed([*offers, BACK], typable) == ["1", "2", "3", "/b"]


def test_no_two_keys_are_the_same_however_many_choices_there_are() -> None:
    offers, typable = choices(*(f"Lớp {100 - number}" for number in range(100)))
    every = typed(
        [*offers, BACK, ("Xong", Reply("done")), ("Dừng", do("stop")), ("Dừng", do("stop"))], typable
    )
    assert len({fold(key) for key in every}) == len(every)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_means_two_things_and_no_word_has_two_letters(language: str) -> None:
    texts = catalogue(language)
    letters = {name: texts.plain(f"key.{name}", argument="") for name in WORDED - {"fix"}}
    words = {name: texts.plain(f"word.{name}") for name in WORDED - {"fix"}}
    assert len({fold(letter) for letter in letters.values()}) == len(letters)
    assert len(set(words.values())) == len(words)
    assert not {
        (one, other) for one in letters for other in words if letters[one] == words[other] and one != other
    }
    assert texts.plain("key.fix", argument="3") == f"{letters['change']}3"
    assert texts.plain("word.fix") == words["change"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_listed_by_a_letter(language: str) -> None:
    offers, _ = choices(*(f"Lớp {100 - number}" for number in range(100)))
    for typable in (NOTHING, NUMBERS, ANYTHING, Typable(labels=tuple(label for label, *_ in offers))):
        assert all(key.removeprefix("/").isdigit() for key in typed(offers, typable, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verb", sorted(WORDED - {"zero"}))
def test_no_action_is_called_like_an_answer_to_a_question_of_numbers_or_days(
    verb: str, language: str
) -> None:
    (key,) = typed([("–", Reply(verb, "7" if verb == "fix" else ""))], NUMBERS, language)
    number = read_number(key)
    assert isinstance(number, Impossible) or (verb, key) == ("same", "nt")
    assert read_date(key, today=date(2020, 4, 29)) is None
    assert read_time(key) is None
    assert read_moment(key, today=date(2020, 4, 29)) is None


@pytest.mark.parametrize(
    ("command", "word"), [(do("open", 37), "mo37"), (do("units", 3, 0), "xem3_0"), (do("snooze"), "mai")]
)
def test_a_command_is_read_as_it_is_spoken(command: Command, word: str) -> None:
    assert spoken(command.pack()) == f"/{word}"
    assert read_spoken(word) == command
    assert read_spoken(word.upper()) == command


def test_a_command_that_nobody_has_named_is_spoken_too() -> None:
    assert read_spoken(spoken("do.approve.5").removeprefix("/")) == do("approve", 5)


@pytest.mark.parametrize("word", ["", "lenhla", "37", "mo3x", "mo_3", "mở3"])
def test_other_words_are_no_command(word: str) -> None:
    assert read_spoken(word) is None


@pytest.mark.parametrize(
    ("text", "key"), [("b", "b"), (" B. ", "b"), ("/b", "b"), ("2)", "2"), ("s 3", "s3"), ("nop", "nộp")]
)
def test_a_key_is_typed_in_several_ways(text: str, key: str) -> None:
    assert types(text, key)


@pytest.mark.parametrize(
    ("text", "key"), [("b", "/b"), ("1 0", "10"), ("đ", "d"), ("bb", "b"), ("", "b"), ("", "")]
)
def test_other_texts_are_not_that_key(text: str, key: str) -> None:
    assert not types(text, key)
