"""Format of invitation codes: easy to type, hard to guess, with one check character.

The letters are consonants that the Vietnamese input methods Telex and VNI leave unchanged. Their number is prime and
each position has a different weight, so the check finds every single wrong character and every swap of two. It accepts
one random code in seventeen.
"""

import re
from collections.abc import Callable

LETTERS = "bcfghjkmnpqrstvxz"
DIGITS = "23456789"  # without 0 and 1, which look like letters

_SHAPE = re.compile(rf"([{LETTERS}]{{3}})([{DIGITS}]{{4}})([{LETTERS}]{{4}})([{DIGITS}]{{4}})")
_EARLIER = re.compile(r"([a-hjkmnp-z]{3})([2-9]{4})([a-hjkmnp-z]{3})([2-9]{4})")
"""The format of earlier versions: with vowels, without a check character."""

_BETWEEN = re.compile(r"[\s_.‐-―-]+")  # all kinds of hyphens, and other separators


def make_code(choose: Callable[[str], str]) -> str:
    """Return a new code such as 'kfm-4827-xqrz-9352'. `choose` returns a random character of its argument."""
    first, third = ("".join(choose(LETTERS) for _ in range(3)) for _ in range(2))
    second, fourth = ("".join(choose(DIGITS) for _ in range(4)) for _ in range(2))
    return f"{first}-{second}-{third}{_check(first + second + third + fourth)}-{fourth}"


def normalize_code(code: str) -> str:
    """Return a typed code in its issued form. A text of another shape is returned unchanged."""
    signs = _BETWEEN.sub("", code.strip().casefold())
    found = _SHAPE.fullmatch(signs) or _EARLIER.fullmatch(signs)
    return "-".join(found.groups()) if found else code.strip().casefold()


def may_have_been_given_out(code: str) -> bool:
    """Tell whether a code may have been issued: its check character is right, or it has the earlier format."""
    signs = normalize_code(code).replace("-", "")
    if found := _SHAPE.fullmatch(signs):
        first, second, third, fourth = found.groups()
        return third[-1] == _check(first + second + third[:-1] + fourth)
    return _EARLIER.fullmatch(signs) is not None


def _check(signs: str) -> str:
    values = (LETTERS.find(sign) if sign in LETTERS else DIGITS.index(sign) for sign in signs)
    return LETTERS[sum(weight * value for weight, value in enumerate(values, start=1)) % len(LETTERS)]
