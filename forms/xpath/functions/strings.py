"""String functions: concatenation, substrings, comparison, replacement."""

import math

from forms.xpath.context import Context
from forms.xpath.functions.registry import contextual, strict
from forms.xpath.limits import PATTERN_STEPS, bounded
from forms.xpath.patterns import pattern
from forms.xpath.values import Value, to_number, to_string


@contextual("string", 0, 1)
def string(context: Context, *value: Value) -> str:
    """Return the value (the context node without argument) as text."""
    return to_string(value[0]) if value else context.node.text()


@strict("concat", 0, None)
def concat(*values: Value) -> str:
    """Return the arguments concatenated, with all nodes of a node-set."""
    return bounded("".join(_spread(values)))


@strict("join", 1, None)
def join(separator: Value, *values: Value) -> str:
    """Return the arguments joined by the separator, with all nodes of a node-set."""
    return bounded(to_string(separator).join(_spread(values)))


@strict("contains", 2, 2)
def contains(text: Value, part: Value) -> bool:
    """Tell whether the text contains the part."""
    return to_string(part) in to_string(text)


@strict("starts-with", 2, 2)
def starts_with(text: Value, part: Value) -> bool:
    """Tell whether the text begins with the part."""
    return to_string(text).startswith(to_string(part))


@strict("ends-with", 2, 2)
def ends_with(text: Value, part: Value) -> bool:
    """Tell whether the text ends with the part."""
    return to_string(text).endswith(to_string(part))


@strict("substring-before", 2, 2)
def substring_before(text: Value, part: Value) -> str:
    """Return the text before the part; empty if the part does not occur."""
    before, found, _ = to_string(text).partition(to_string(part)) if to_string(part) else ("", "", "")
    return before if found else ""


@strict("substring-after", 2, 2)
def substring_after(text: Value, part: Value) -> str:
    """Return the text after the part; empty if the part does not occur, the whole text for an empty part."""
    if not to_string(part):
        return to_string(text)
    return to_string(text).partition(to_string(part))[2]


@strict("substring", 2, 3)
def substring(text: Value, start: Value, length: Value | None = None) -> str:
    """Return `length` characters from `start`, counted from 1 (XPath 1.0's rounding)."""
    first = _round(to_number(start))
    last = math.inf if length is None else first + _round(to_number(length))
    return "".join(
        character for place, character in enumerate(to_string(text), 1) if place >= first and place < last
    )


@strict("substr", 2, 3)
def substr(text: Value, start: Value, end: Value | None = None) -> str:
    """Return the characters from `start` to before `end`, counted from 0; negative positions count from the end."""
    whole = to_string(text)
    first = to_number(start)
    last = float(len(whole)) if end is None else to_number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    return whole[_index(first, len(whole)) : _index(last, len(whole))]


@contextual("string-length", 0, 1)
def string_length(context: Context, *text: Value) -> float:
    """Return the number of characters."""
    return float(len(to_string(text[0]) if text else context.node.text()))


@contextual("normalize-space", 0, 1)
def normalize_space(context: Context, *text: Value) -> str:
    """Return the text without surrounding space and with single spaces between words."""
    return " ".join((to_string(text[0]) if text else context.node.text()).split())


@strict("translate", 3, 3)
def translate(text: Value, old: Value, new: Value) -> str:
    """Return the text with each character of `old` replaced by its counterpart in `new`, or removed."""
    table: dict[int, str | None] = {}
    replacements = to_string(new)
    for place, character in enumerate(to_string(old)):
        table.setdefault(ord(character), replacements[place] if place < len(replacements) else None)
    return to_string(text).translate(table)


@contextual("regex", 2, 2)
def regex(context: Context, text: Value, wanted: Value) -> bool:
    """Tell whether the whole text matches the pattern (JavaRosa); false for an invalid pattern."""
    found = pattern(to_string(wanted))
    if found is None:
        return False
    if found.backtracks:
        context.environment.spend(PATTERN_STEPS)
    return found.matches(to_string(text))


def _spread(values: tuple[Value, ...]) -> list[str]:
    return [
        text
        for value in values
        for text in ([node.text() for node in value] if isinstance(value, list) else [to_string(value)])
    ]


def _round(number: float) -> float:
    return float(math.floor(number + 0.5)) if math.isfinite(number) else number


def _index(number: float, length: int) -> int:
    bounded = int(max(-length, min(length, number)))
    return bounded if bounded >= 0 else length + bounded
