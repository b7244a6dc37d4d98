"""Matching of typed text to one of several labels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from texts.normalize import fold, uniform, words

_PLACE = re.compile(r"([0-9]{1,4})[.)]?")


@dataclass(frozen=True, slots=True)
class Matched:
    """Exactly one label matches."""

    index: int


@dataclass(frozen=True, slots=True)
class SeveralMatch:
    """Several labels match: the caller must ask."""

    indices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoMatch:
    """No label matches."""


Match = Matched | SeveralMatch | NoMatch


def match_label(typed: str, labels: Sequence[str]) -> Match:
    """Match a label in full, without diacritics, by its beginning, or by its 1-based number.

    The closest spelling wins: 'Bế Triều' does not match 'Bé Triều' if both are offered.
    """
    if not fold(typed):
        return NoMatch()
    for spelling in (uniform, fold):
        equal = [index for index, label in enumerate(labels) if spelling(label) == spelling(typed)]
        if equal:
            return _one_of(equal)
    place = _place(typed, labels)
    for spelling in (uniform, fold):
        begun = [index for index, label in enumerate(labels) if _begins(spelling(label), spelling(typed))]
        if begun:
            return _one_of(sorted({*begun, *place}))
    return _one_of(place)


def match_choice(typed: str, labels: Sequence[str]) -> Match:
    """Match a choice; '2' is ambiguous if a label other than the second contains it ('Mức độ 2')."""
    matched = match_label(typed, labels)
    number = uniform(typed)
    if not isinstance(matched, Matched) or not number.isdecimal():
        return matched
    named = {index for index, label in enumerate(labels) if number in words(label)}
    return SeveralMatch(tuple(sorted({matched.index, *named}))) if named - {matched.index} else matched


def _one_of(indices: Sequence[int]) -> Match:
    if not indices:
        return NoMatch()
    return Matched(indices[0]) if len(indices) == 1 else SeveralMatch(tuple(indices))


def _begins(label: str, text: str) -> bool:
    """Tell whether the label begins with the text without cutting a number: '1' does not begin '10 lớp'."""
    rest = label.removeprefix(text)
    return label.startswith(text) and not (text[-1].isdigit() and rest[:1].isdigit())


def _place(typed: str, labels: Sequence[str]) -> list[int]:
    number = _PLACE.fullmatch(fold(typed))
    return [int(number[1]) - 1] if number and 1 <= int(number[1]) <= len(labels) else []
