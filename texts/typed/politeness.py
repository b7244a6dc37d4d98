"""What people add to an answer out of politeness, taken off."""

from texts.folding import fold, uniform

_BEFORE = frozenset({"da", "vang", "thua", "em", "uh", "ok"})
_AFTER = frozenset({"a", "ah", "nhe", "nha", "thoi", "em", "day"})
_MARKS_BEFORE, _MARKS_AFTER = "' \"", " .,;:!'\""


def plain_answer(text: str) -> str:
    """Return the text in one spelling (see `uniform`) without 'dạ', 'ạ', closing marks; a lone word stays."""
    spoken = uniform(text).lstrip(_MARKS_BEFORE).rstrip(_MARKS_AFTER).split()
    while len(spoken) > 1 and fold(spoken[-1]) in _AFTER:
        del spoken[-1]
    while len(spoken) > 1 and fold(spoken[0].rstrip(_MARKS_AFTER)) in _BEFORE:
        del spoken[0]
    return " ".join(spoken).rstrip(_MARKS_AFTER)
