"""Cells in which Excel keeps a date: pyxform writes them as '2024-05-01 00:00:00', their author typed a day."""

import re

_MOMENT = r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})"
_TEXT = re.compile(rf">\s*{_MOMENT}\s*<")
_EXPRESSION = re.compile(rf'\b(calculate|value)="\s*{_MOMENT}\s*"')


def as_typed(xform: str) -> str:
    """Return an XForm with dates as XForms writes them, in values and texts bare, in expressions in quotes."""
    bare = _TEXT.sub(lambda found: f">{_lexical(found[1], found[2])}<", xform)
    return _EXPRESSION.sub(lambda found: f"{found[1]}=\"'{_lexical(found[2], found[3])}'\"", bare)


def _lexical(day: str, time: str) -> str:
    return day if time == "00:00:00" else f"{day}T{time}"
