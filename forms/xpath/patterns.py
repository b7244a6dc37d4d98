"""Patterns of regex() in Java's syntax, matched in bounded time.

RE2 matches in linear time, without backtracking. Patterns with Java features that RE2 lacks (look-ahead, back
references, possessive quantifiers, nested classes) run in a backtracking engine with a time limit.
"""

import re
from functools import lru_cache
from typing import Protocol

import re2
import regex

from forms.xpath.limits import PATTERN_SECONDS, Excess, TooMuchWork

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False  # a finding reports faulty patterns
_OPTIONS.dot_nl = False

# Words and digits are those of every script, as in ODK Collect's engine on Android and in Python.
_CLASSES = {"w": r"\p{L}\p{M}\p{N}_", "d": r"\p{Nd}", "s": r"\t-\r\x{1c}-\x{20}\x{85}\p{Z}", "h": r"\t\p{Zs}"}
_NAMED = {
    "Alpha": "A-Za-z",
    "Digit": "0-9",
    "Alnum": "0-9A-Za-z",
    "Upper": "A-Z",
    "Lower": "a-z",
    "Punct": r"!-/:-@\[-`{-~",
    "IsAlphabetic": r"\p{L}",
    "IsLetter": r"\p{L}",
    "IsDigit": r"\p{Nd}",
    "IsLatin": r"\p{Latin}",
    "IsUppercase": r"\p{Lu}",
    "IsLowercase": r"\p{Ll}",
}
_PART = re.compile(
    r"\\Q.*?(?:\\E|\Z)|\\u[0-9A-Fa-f]{4}|\\[pP]\{\^?\w+\}|\\.|\[\^?\]?|\]|&&|.", re.DOTALL
)  # the opening bracket of a class with a literal that may follow it


class Pattern(Protocol):
    """A compiled pattern."""

    def matches(self, text: str) -> bool:
        """Tell whether the whole text matches; raises TooMuchWork on timeout."""
        ...

    @property
    def backtracks(self) -> bool:
        """Whether matching may take more than linear time."""
        ...


class _Linear:
    """A pattern compiled with RE2."""

    backtracks = False

    def __init__(self, source: str) -> None:
        self._compiled = re2.compile(source, _OPTIONS)

    def matches(self, text: str) -> bool:
        return self._compiled.fullmatch(text.encode("utf-8", "replace").decode()) is not None


class _Bounded:
    """A pattern that needs a backtracking engine, matched with a time limit."""

    backtracks = True

    def __init__(self, source: str) -> None:
        self._compiled = regex.compile(source, regex.VERSION1)

    def matches(self, text: str) -> bool:
        try:
            return self._compiled.fullmatch(text, timeout=PATTERN_SECONDS) is not None
        except (TimeoutError, MemoryError) as error:
            raise TooMuchWork(Excess.PATTERN) from error


@lru_cache(maxsize=256)
def pattern(source: str) -> Pattern | None:
    """Compile a pattern; None if it is invalid."""
    linear = _for_re2(source)
    if linear is not None:
        try:
            return _Linear(linear)
        except (re2.error, UnicodeEncodeError):
            pass
    try:
        return _Bounded(source)
    except (regex.error, OverflowError, RecursionError, ValueError):
        return None


def _for_re2(source: str) -> str | None:
    """Translate a pattern to RE2's syntax; None if it would mean something else there."""
    written: list[str] = []
    in_class = False
    for part in _PART.findall(source):
        if in_class and part.startswith(("[", "&&")):
            return None  # a nested class or an intersection
        in_class = (in_class or part.startswith("[")) and part != "]"
        said = _said(part, in_class=in_class)
        if said is None:
            return None
        written.append(said)
    return "".join(written)


def _said(part: str, *, in_class: bool) -> str | None:
    if not part.startswith("\\") or len(part) == 1:
        return part
    kind = part[1]
    if kind == "u" and len(part) > 2:  # noqa: PLR2004 -- with its four digits
        return rf"\x{{{part[2:]}}}"
    if kind in "pP" and len(part) > 2:  # noqa: PLR2004 -- with its name
        named = _NAMED.get(part[3:-1])
        return part if named is None else _class(named, negated=kind == "P", in_class=in_class)
    if kind.lower() in _CLASSES:
        return _class(_CLASSES[kind.lower()], negated=kind.isupper(), in_class=in_class)
    if kind == "Z":
        return r"\z"
    return None if kind in "GRXbB" else part


def _class(members: str, *, negated: bool, in_class: bool) -> str | None:
    if in_class:
        return None if negated else members
    return f"[{'^' if negated else ''}{members}]"
