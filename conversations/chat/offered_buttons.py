"""Which of the buttons on offer was typed instead of pressed."""

import re
from collections.abc import Sequence
from functools import lru_cache

from conversations.chat.messages import Button
from conversations.chat.typed_choices import types
from texts.matching import Matched, match_label
from texts.normalize import fold, spells, uniform

_LISTED = re.compile(r"[1-9]?\d{1,2}[.)]?")  # more digits, or a zero before them, are the code of something
_NUMBER = re.compile(r"\d+[.)]?")  # a number means a button only where it was shown beside it
_LEADING_SIGNS = re.compile(r"^\W+")  # the arrow of "‹ Quay lại", the tick of a chosen label
SHORTEST_BEGINNING = 3  # letters of what begins a label within a word


def keyed(offered: Sequence[Button], text: str) -> Button | None:
    """Return the button whose key was typed."""
    return next((button for button in offered if types(text, button.key)), None)


def spelled(offered: Sequence[Button], text: str) -> Button | None:
    """Return the button whose whole label was typed: 'dung' is 'Đúng' where it is offered, 'dừng' never.

    A key's word is typed for it too, whatever its button is labelled.
    """
    found = (button for button in offered if spells(text, _said(button.label)))
    return next(found, None) or _worded(offered, text)


def typed(offered: Sequence[Button], text: str, *, in_full: bool = False) -> Button | None:
    """Return the button that was typed: its key, its word, its label, or the label's beginning.

    None where not just one is meant. With `in_full` only the whole counts: where any text is an answer. A letter
    begins no label: where it is offered it is a key, and elsewhere nothing.
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
    """Tell whether the words of several buttons were typed: 'dung' where 'đúng' and 'dừng' are offered."""
    return keyed(offered, text) is None and len(_all_worded(offered, text)) > 1


def missed_by(offered: Sequence[Button], text: str) -> tuple[Button, ...]:
    """Return the buttons that have a number where another number was typed; none where that is no matter."""
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
    """Tell whether what begins a label says which: no number, no letter, of two letters only a whole word."""
    begun = fold(text)
    if _NUMBER.fullmatch(uniform(text)) or len(begun) == 1:
        return False
    return len(begun) >= SHORTEST_BEGINNING or fold(label)[len(begun) :][:1] in ("", " ")


@lru_cache(maxsize=1024)
def _said(label: str) -> str:
    """Return a button's label as it is typed: without its arrow or tick."""
    return _LEADING_SIGNS.sub("", label)
