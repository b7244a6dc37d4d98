"""Codes that can be typed, and told from mistyped ones."""

import random

import pytest

from reporting.people.invitation_code import (
    DIGITS,
    LETTERS,
    make_code,
    may_have_been_given_out,
    normalize_code,
)

CODES = [make_code(random.Random(number).choice) for number in range(100)]  # noqa: S311 -- repeatable chance, no secret


def test_what_is_given_out_is_known_as_such() -> None:
    assert all(map(may_have_been_given_out, CODES))
    assert len(set(CODES)) == len(CODES)


@pytest.mark.parametrize("code", CODES[:5])
def test_no_single_wrong_sign_and_no_two_that_changed_places_pass(code: str) -> None:
    code = code.replace("-", "")
    for place, sign in enumerate(code):
        for other in (LETTERS if sign in LETTERS else DIGITS).replace(sign, ""):
            assert not may_have_been_given_out(code[:place] + other + code[place + 1 :])
        for further in range(place + 1, len(code)):
            swapped = list(code)
            swapped[place], swapped[further] = swapped[further], swapped[place]
            assert swapped == list(code) or not may_have_been_given_out("".join(swapped))


@pytest.mark.parametrize("code", CODES[:3])
def test_it_is_read_however_it_is_typed(code: str) -> None:
    for typed in (
        code.upper(),
        code.replace("-", ""),
        code.replace("-", " "),
        f" {code.replace('-', ' – ')}\n",
    ):
        assert normalize_code(typed) == code


def test_a_vietnamese_keyboard_leaves_its_letters_alone() -> None:
    assert not set(LETTERS) & set("adeiouwy"), "vowels take signs, dd becomes đ, w becomes ư"


def test_codes_of_earlier_versions_have_no_check() -> None:
    assert may_have_been_given_out("kfm-4827-xqr-9352")
    assert normalize_code("Kfm 4827 xqr 9352") == "kfm-4827-xqr-9352"


@pytest.mark.parametrize(
    "code", ["", "guess-0001", "abcd1234efgh", "0912345678", "kfm-4827-xqr-9301", "thach-an-1"]
)
def test_what_nobody_was_given_is_mistyped(code: str) -> None:
    assert not may_have_been_given_out(code)
