"""Matching of a typed text to one of the offered buttons."""

import re
from collections.abc import Sequence
from functools import lru_cache

from conversations.chat.messages import Button
from conversations.chat.typed_choices import types
from texts.matching import Matched, match_label
from texts.normalize import fold, spells, uniform

_LISTED = re.compile(r"[1-9]?\d{1,2}[.)]?")  # a longer number, or one with a leading zero, is a code
_NUMBER = re.compile(r"\d+[.)]?")  # a bare number matches only a button's key, never a label
_LEADING_SIGNS = re.compile(r"^\W+")  # the arrow of "‹ Quay lại", the tick of a chosen label
SHORTEST_BEGINNING = 3  # letters that match a label's beginning inside a word


def keyed(offered: Sequence[Button], text: str) -> Button | None:
    """Return the button whose key was typed."""
    return next((button for button in offered if types(text, button.key)), None)


def spelled(offered: Sequence[Button], text: str) -> Button | None:
    """Return the button whose whole label was typed: 'dung' matches 'Đúng' where it is offered, never 'dừng'.

    A key's word matches too, whatever the button's label is.
    """
    found = (button for button in offered if spells(text, _said(button.label)))
    return next(found, None) or _worded(offered, text)


def typed(offered: Sequence[Button], text: str, *, in_full: bool = False) -> Button | None:
    """Return the one button that a text matches: by key, word, label, or the label's beginning.

    None if no button or several match. `in_full` rules out beginnings, for places where any text is an answer. A
    single letter matches keys only.
    """
    if button := keyed(offered, text):
        return button
    labels = [_said(button.label) for button in offered]
    match match_label(text, labels):
        case Matched(index) if fold(labels[index]) == fold(text):
            return offered[index]
        case Matched(index) if not in_full and _begins_enough(text, labels[index]):
            return offered[index]
        case _:
            return _worded(offered, text)


def is_unsure(offered: Sequence[Button], text: str) -> bool:
    """Return True if a text matches the words of several buttons: 'dung' where 'đúng' and 'dừng' are offered."""
    return keyed(offered, text) is None and len(_all_worded(offered, text)) > 1


def missed_by(offered: Sequence[Button], text: str) -> tuple[Button, ...]:
    """Return the numbered buttons, sorted, if a number beyond them was typed; an empty tuple otherwise."""
    numbered = [button for button in offered if button.listed and button.key.isdigit()]
    if not _LISTED.fullmatch(uniform(text)) or keyed(offered, text):
        return ()
    return tuple(sorted(numbered, key=lambda button: int(button.key)))


def _worded(offered: Sequence[Button], text: str) -> Button | None:
    found = _all_worded(offered, text)
    return found[0] if len(found) == 1 else None


def _all_worded(offered: Sequence[Button], text: str) -> list[Button]:
    return [button for button in offered if button.word and spells(text, button.word)]


def _begins_enough(text: str, label: str) -> bool:
    """Return True if a text is long enough to identify a label: no number or letter; two letters as a whole word."""
    begun = fold(text)
    if _NUMBER.fullmatch(uniform(text)) or len(begun) == 1:
        return False
    return len(begun) >= SHORTEST_BEGINNING or fold(label)[len(begun) :][:1] in ("", " ")


@lru_cache(maxsize=1024)
def _said(label: str) -> str:
    """Return a button's label without its leading arrow or tick."""
    return _LEADING_SIGNS.sub("", label)
