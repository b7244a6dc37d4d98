"""What people add to an answer out of politeness, taken off."""

import re

from texts.folding import fold, uniform

_BEFORE = frozenset({"da", "vang", "thua", "em", "uh", "ok"})
_AFTER = frozenset({"a", "ah", "nhe", "nha", "thoi", "em", "day"})
_APART = re.compile(r"(?<=\d)(?:[^\S\n\r\t]*[\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]\s*| {2,})(?=\d)")
PARTED = " ⏎ "
"""What stands for a line break, a tab or a gap between two digits: it keeps two figures from becoming one."""

_MARKS_BEFORE, _MARKS_AFTER = "' \"", " .,;:!'\""


def plain_answer(text: str) -> str:
    """Return the text in one spelling (see `uniform`) without 'dạ', 'ạ', closing marks; a lone word stays."""
    spoken = uniform(_APART.sub(PARTED, text)).lstrip(_MARKS_BEFORE).rstrip(_MARKS_AFTER).split()
    while len(spoken) > 1 and fold(spoken[-1]) in _AFTER:
        del spoken[-1]
    while len(spoken) > 1 and fold(spoken[0].rstrip(_MARKS_AFTER)) in _BEFORE:
        del spoken[0]
    return " ".join(spoken).rstrip(_MARKS_AFTER)
