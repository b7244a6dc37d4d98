"""Fixed phrases and their meanings, recognized with or without diacritics."""

import re
from collections.abc import Mapping
from typing import Generic, TypeVar

from texts.normalize import fold, spells, uniform

Meaning = TypeVar("Meaning")


class Phrases(Generic[Meaning]):
    """A phrase book: the comma-separated phrases of one line share a meaning.

    A phrase matches with all, some or none of its diacritics, but not with others: 'dừng' is not 'đúng'.
    """

    def __init__(self, lines: Mapping[str, Meaning]) -> None:
        self._by_folded: dict[str, list[tuple[str, Meaning]]] = {}
        for line, meaning in lines.items():
            for phrase in map(str.strip, line.split(",")):
                self._by_folded.setdefault(fold(phrase), []).append((phrase, meaning))

    def meaning(self, typed: str) -> Meaning | None:
        """Return the meaning of a phrase; None if the book does not have it."""
        for phrase, meaning in self._by_folded.get(fold(typed), ()):
            if spells(typed, phrase):
                return meaning
        return None


_BEFORE = frozenset({"da", "vang", "thua", "em", "uh", "ok"})
_AFTER = frozenset({"a", "ah", "nhe", "nha", "thoi", "em", "day"})
_APART = re.compile(r"(?<=\d)(?:[^\S\n\r\t]*[\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]\s*| {2,})(?=\d)")
PARTED = " ⏎ "
"""Replacement for a line break, tab or gap between two digits: it keeps two figures apart."""

_MARKS_BEFORE, _MARKS_AFTER = "' \"", " .,;:!'\""


def plain_answer(text: str) -> str:
    """Return the normalized text (see `uniform`) without 'dạ', 'ạ' and closing punctuation; a lone word stays."""
    spoken = uniform(_APART.sub(PARTED, text)).lstrip(_MARKS_BEFORE).rstrip(_MARKS_AFTER).split()
    while len(spoken) > 1 and fold(spoken[-1]) in _AFTER:
        del spoken[-1]
    while len(spoken) > 1 and fold(spoken[0].rstrip(_MARKS_AFTER)) in _BEFORE:
        del spoken[0]
    return " ".join(spoken).rstrip(_MARKS_AFTER)


_SIGNS = {
    **{ord(tone): None for tone in "🏻🏼🏽🏾🏿"},
    ord("👌"): "👍",
}
_ZALO = {"/-strong": "👍", "/-ok": "👍", "/-weak": "👎"}
"""Zalo's replacements for typed emoticons."""

_ANSWERS = Phrases[bool](
    {
        "có, có chứ, có rồi, vâng, dạ, đúng, đúng vậy, đúng rồi, đúng thế, phải, chính xác": True,
        "chuẩn, đồng ý, nhất trí, ừ, uh, uhm, um, u, uk, ok, oke, okay, được, dc, yes, y, 👍, ✓, ✅": True,
        "không, ko, k, kg, kh, kô, hông, không có, ko có, k có, chưa, không phải, ko phải, k phải": False,
        "sai, sai rồi, nhầm, nhầm rồi, không đúng, ko đúng, k đúng, chưa đúng, no, n, 👎": False,
    }
)


def read_yes_no(text: str) -> bool | None:
    """Parse yes or no; None if the text is neither.

    An emoji counts in any skin tone and number, and adds nothing to words beside it.
    """
    said = _signed(text)
    for sign in ("👍", "👎"):
        words = said.replace(sign, " ").strip()
        if sign in said:
            return _ANSWERS.meaning(plain_answer(words)) if words else _ANSWERS.meaning(sign)
    return _ANSWERS.meaning(plain_answer(said))


def _signed(text: str) -> str:
    """Return a text with each emoji for yes or no in its plain form."""
    plain = text.translate(_SIGNS)
    for written, sign in _ZALO.items():
        plain = plain.replace(written, sign)
    return plain
