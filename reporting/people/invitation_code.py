"""The characters of an invitation code: easy to type, hard to guess, with one check character.

The letters are consonants that neither Telex nor VNI turns into something else: a Vietnamese keyboard leaves them as
they are. Their number is prime and each position has its own weight, so the check finds every single wrong character
and every two that changed places. It accepts one random code in seventeen.
"""

import re
from collections.abc import Callable

LETTERS = "bcfghjkmnpqrstvxz"
DIGITS = "23456789"  # without 0 and 1, which look like letters

_SHAPE = re.compile(rf"([{LETTERS}]{{3}})([{DIGITS}]{{4}})([{LETTERS}]{{4}})([{DIGITS}]{{4}})")
_EARLIER = re.compile(r"([a-hjkmnp-z]{3})([2-9]{4})([a-hjkmnp-z]{3})([2-9]{4})")
"""Codes of earlier versions had no check, and vowels."""

_BETWEEN = re.compile(r"[\s_.‐-―-]+")  # hyphens as people and keyboards put them


def make_code(choose: Callable[[str], str]) -> str:
    """Return a new code, as 'kfm-4827-xqrz-9352'. `choose` picks one character of a sequence."""
    first, third = ("".join(choose(LETTERS) for _ in range(3)) for _ in range(2))
    second, fourth = ("".join(choose(DIGITS) for _ in range(4)) for _ in range(2))
    return f"{first}-{second}-{third}{_check(first + second + third + fourth)}-{fourth}"


def spelled(code: str) -> str:
    """Return a typed code in its issued form. A text of another shape is returned unchanged."""
    signs = _BETWEEN.sub("", code.strip().casefold())
    found = _SHAPE.fullmatch(signs) or _EARLIER.fullmatch(signs)
    return "-".join(found.groups()) if found else code.strip().casefold()


def may_have_been_given_out(code: str) -> bool:
    """Tell whether a code can have been issued: its check fits, or it is of the earlier kind without a check."""
    signs = spelled(code).replace("-", "")
    if found := _SHAPE.fullmatch(signs):
        first, second, third, fourth = found.groups()
        return third[-1] == _check(first + second + third[:-1] + fourth)
    return _EARLIER.fullmatch(signs) is not None


def _check(signs: str) -> str:
    values = (LETTERS.find(sign) if sign in LETTERS else DIGITS.index(sign) for sign in signs)
    return LETTERS[sum(weight * value for weight, value in enumerate(values, start=1)) % len(LETTERS)]
