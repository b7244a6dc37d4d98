"""Parsing of several named answers in one message."""

import re
from dataclasses import dataclass

from texts.normalize import fold
from texts.parsing.numbers import read_number
from texts.parsing.outcomes import Impossible
from texts.parsing.units import unit_said

LONGEST_FIGURE = 8  # words: '1 tỷ 200 triệu 500 nghìn đồng' has seven
MOST_ANSWERS = 200  # more than any questionnaire has questions

# A comma separates answers before a space, or before a name with its colon; never inside 1,5.
_BREAK = re.compile(r"[\n\r;]+|,(?=\s)|,(?=(?:[0-9]+\s*[-–]\s*[0-9]+|[^\W\d][^,:;=\n]*)\s*[:=])")
_LISTED_BREAK = re.compile(r"[\n\r\t\v\f\x85\u2028\u2029;]+|,(?=\s)")
_NUMBERED = re.compile(r"(?P<number>[0-9]{1,2})[.)]\s+(?P<rest>\S.*)")
_BULLET = re.compile(r"^\s*(?:[-+*•·–]\s+)?")
_NAME_AND_VALUE = re.compile(r"(?P<name>[^:=]+?)\s*[:=]\s*(?P<value>.*)")
_SPACED_PAIR = re.compile(r"(?<=[0-9])\s*/\s*(?=[0-9])|(?<=[0-9])\s+(?:trên|tren)\s+(?=[0-9])", re.IGNORECASE)
_HUNDREDS = re.compile(r"[0-9]{1,3} [0-9]{3}(?![0-9]).*")
_QUALIFIERS = frozenset({"tren", "khoang", "gan", "uoc", "hon", "duoi", "~"})


@dataclass(frozen=True, slots=True)
class Named:
    """A value and its name; the name is empty for a piece without a recognized name."""

    name_text: str
    value_text: str


def read_named_answers(text: str) -> tuple[Named, ...] | None:
    """Split '15-25: 427/431, 15-35 1050/1071' (or one pair a line) into names and values, in order.

    None for a message with a single value or without names. The caller matches names to questions and parses values.
    """
    pieces = [_BULLET.sub("", piece).strip() for piece in _BREAK.split(text)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > MOST_ANSWERS or (len(pieces) == 1 and not _NAME_AND_VALUE.fullmatch(pieces[0])):
        return None
    named = tuple(answer for piece in pieces if (answer := _named(piece)))
    return named if any(answer.name_text for answer in named) else None


def read_listed_figures(text: str) -> tuple[str, ...] | None:
    """Split unnamed figures, one a line or separated by ';': '496⏎488⏎480'; None for any other text."""
    pieces = [_BULLET.sub("", piece).strip() for piece in _LISTED_BREAK.split(text)]
    pieces = _without_numbering([piece for piece in pieces if piece])
    figures = [piece for piece in pieces if _is_figure(piece)]
    if not 1 < len(pieces) <= MOST_ANSWERS or len(figures) < max(2, len(pieces) - 1):
        return None
    return tuple(pieces)


def _without_numbering(pieces: list[str]) -> list[str]:
    """Remove '1.', '2.' … if they number the pieces consecutively."""
    numbered = [found for piece in pieces if (found := _NUMBERED.fullmatch(piece))]
    numbers = [int(found["number"]) for found in numbered]
    counting = len(numbered) == len(pieces) and numbers == list(range(1, len(pieces) + 1))
    return [found["rest"] for found in numbered] if counting else pieces


def _named(piece: str) -> Named | None:
    """Parse one piece; None for a heading, which has a colon and nothing after it."""
    if found := _NAME_AND_VALUE.fullmatch(piece):
        return Named(found["name"], found["value"]) if found["value"] else None
    return _without_colon(_SPACED_PAIR.sub("/", piece).split()) or Named("", piece)


def _without_colon(spoken: list[str]) -> Named | None:
    """Take the shortest ending that is a figure; 'mức độ 1 427' is ambiguous (427 or 1427) and stays unparsed."""
    shortest_first = range(len(spoken) - 1, max(0, len(spoken) - LONGEST_FIGURE - 1), -1)
    figures = (at for at in shortest_first if _is_figure(" ".join(spoken[at:])))
    start = next(figures, None)
    if start is None or _HUNDREDS.fullmatch(" ".join(spoken[start - 1 :])):
        return None
    if fold(spoken[start - 1]) in _QUALIFIERS:
        start -= 1
    if not start:
        return None
    return Named(" ".join(spoken[:start]), " ".join(spoken[start:]))


def _is_figure(text: str) -> bool:
    return any(not isinstance(read_number(each), Impossible) for each in (text, unit_said(text).figure))
