"""Which of several labels a person typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from texts.normalize import fold, uniform, words

_PLACE = re.compile(r"([0-9]{1,4})[.)]?")


@dataclass(frozen=True, slots=True)
class Matched:
    """The one label that was meant, by its index."""

    index: int


@dataclass(frozen=True, slots=True)
class SeveralMatch:
    """More than one label may have been meant; ask which."""

    indices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoMatch:
    """No label was meant."""


Match = Matched | SeveralMatch | NoMatch


def match_label(typed: str, labels: Sequence[str]) -> Match:
    """Find the label that a person typed: in full, without diacritics, its beginning, or its 1-based number.

    The closer spelling wins: 'Bế Triều' is never 'Bé Triều' where both are offered.
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
    """Find the choice that was typed; '2' is as likely 'Mức độ 2' as the second of the list: then it is not known."""
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
    """Tell whether the label begins with the text; a number must not be cut: '1' does not begin '10 lớp'."""
    rest = label.removeprefix(text)
    return label.startswith(text) and not (text[-1].isdigit() and rest[:1].isdigit())


def _place(typed: str, labels: Sequence[str]) -> list[int]:
    number = _PLACE.fullmatch(fold(typed))
    return [int(number[1]) - 1] if number and 1 <= int(number[1]) <= len(labels) else []
