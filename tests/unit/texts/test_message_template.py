"""A sentence filled in: escaped, with its own tags kept, the same as str.format would."""

import pytest
from markupsafe import Markup

from texts.message_template import Sentence


def test_what_is_filled_in_is_escaped_and_the_tags_of_the_sentence_stay() -> None:
    said = Sentence("Chào <b>{name}</b>, {n} câu").filled({"name": "<i>A & B</i>", "n": 3})
    assert said == Markup("Chào <b>&lt;i&gt;A &amp; B&lt;/i&gt;</b>, 3 câu")


def test_markup_that_is_filled_in_stays_markup() -> None:
    assert Sentence("{a} {a}").filled({"a": Markup("<b>1</b>")}) == Markup("<b>1</b> <b>1</b>")


def test_plain_text_has_neither_tags_nor_escapes() -> None:
    sentence = Sentence("<b>{name}</b>\u00a0&lt;1&gt;")
    assert sentence.plain({"name": "A & <b>"}) == "A & <b>\u00a0<1>"
    assert Sentence("<b>1</b> &amp; 2").plain({}) == "1 & 2"


def test_doubled_braces_are_braces() -> None:
    assert Sentence("{{{name}}} {{}}").filled({"name": "a"}) == Markup("{a} {}")
    assert Sentence("{{tên}}").filled({}) == Markup("{tên}")


def test_a_missing_parameter_raises_and_one_too_many_does_not() -> None:
    with pytest.raises(KeyError):
        Sentence("{name}").filled({})
    assert Sentence("{name}").filled({"name": "a", "other": "b"}) == Markup("a")


@pytest.mark.parametrize("text", ["{n:d}", "{n!r}", "{a.b}", "{0}", "{}"])
def test_only_names_stand_in_braces(text: str) -> None:
    with pytest.raises(ValueError, match="a parameter is written"):
        Sentence(text)


@pytest.mark.parametrize("sign", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"], ids=ascii)
def test_what_is_filled_in_turns_nothing_that_stands_behind_it(sign: str) -> None:
    sentence = Sentence("<b>{name}</b>: đã nộp")
    assert sentence.filled({"name": f"Hoa{sign}"}) == Markup("<b>Hoa</b>: đã nộp")
    assert sentence.plain({"name": f"{sign}Hoa"}) == "Hoa: đã nộp"
