"""The number of lines of a wrapped text, estimated: spreadsheets do not fit the heights of rows by themselves."""

from typing import Final

_CAPITAL, _LETTER, _BOLD = 1.15, 0.82, 1.06  # widths in a column's characters, at 12 points
_POINTS: Final = 12
_NARROW: Final = frozenset("ijltfrI.,;:()/'\" -")
_NARROW_LETTER: Final = 0.52
_PADDING: Final = 0.8


def line_count(text: str, width: float, *, size: int = _POINTS, is_bold: bool = False) -> int:
    """Return the number of lines of the text in a column of that width. `size` is in points."""
    room = max(width - _PADDING, 1) * _POINTS / size
    lines, used = 1, 0.0
    for word in text.split():
        needed = _width(word) * (_BOLD if is_bold else 1)
        if used and used + _NARROW_LETTER + needed > room:
            lines, used = lines + 1, needed
        else:
            used += needed + (_NARROW_LETTER if used else 0)
        lines += int(used / room) if used > room else 0  # a word wider than the column is broken
    return lines


def _width(word: str) -> float:
    return sum(
        _NARROW_LETTER if letter in _NARROW else _CAPITAL if letter.isupper() else _LETTER for letter in word
    )
