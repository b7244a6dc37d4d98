"""Replies to typed keys that have no button here: a number beyond the list, or a letter of another screen."""

from markupsafe import Markup

from conversations.answering.choices import CHOSEN, typable_at
from conversations.answering.report_sheet import NUMERIC, ReportSheet
from conversations.chat.session import Asking, Listing, Nowhere, Reviewing
from conversations.chat.step import Scene
from conversations.chat.typed_choices import word_of_letter
from texts.formatting import shortened
from texts.normalize import fold
from texts.parsing import Impossible, read_number, read_yes_no
from texts.parsing.phrases import plain_answer


def beyond_list(scene: Scene, text: str) -> Markup | None:
    """Return the sentence with the valid numbers if a typed number is beyond the list on the screen, or None."""
    missed = scene.session.missed_by(text)
    if not missed:
        return None
    (first, *_), last = missed, missed[-1]
    name = "keys.only" if first is not last else "keys.only_one"
    return scene.texts(name, first=first.key, last=last.key, label=first.label, text=shortened(text))


def beyond_menu(scene: Scene, text: str) -> Markup | None:
    """Return the sentence about a number beyond a menu or a letter that the menu does not offer, or None.

    At a question or review, numbers and letters may be answers; letters may be answers at every prompt.
    """
    place = scene.session.place
    if isinstance(place, Asking | Reviewing):
        return None
    if (beyond := beyond_list(scene, text)) or not isinstance(place, Nowhere | Listing):
        return beyond
    word = None if scene.session.keyed(text) else word_of_letter(text, scene.texts)
    return scene.texts("keys.not_here", letter=text.strip(), word=word) if word else None


def letter_elsewhere(scene: Scene, sheet: ReportSheet, path: str, text: str) -> Markup | None:
    """Return the sentence about a typed letter key that is not offered here and cannot be an answer, or None.

    A letter is never the beginning of a choice: 'd' is 'dừng' on every screen.
    """
    word = word_of_letter(text, scene.texts)
    if word is None or scene.session.keyed(text) or _answers(sheet, path, text):
        return None
    return scene.texts("keys.not_here", letter=text.strip(), word=word)


def is_choice(sheet: ReportSheet, path: str, text: str) -> bool:
    """Tell whether the label of a choice was typed in full."""
    return sheet.filling.asks(path) and fold(text) in map(fold, typable_at(sheet, path).labels)


def _answers(sheet: ReportSheet, path: str, text: str) -> bool:
    kind, typable = sheet.kind(path), typable_at(sheet, path)
    if kind in CHOSEN:
        return is_choice(sheet, path, text) or read_yes_no(plain_answer(text)) is not None
    if kind in NUMERIC:
        return not isinstance(read_number(text), Impossible)
    return typable.texts
