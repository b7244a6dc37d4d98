"""What is typed for a button that is not there: a number beyond the list, a letter of another screen."""

from markupsafe import Markup

from conversations.keys import word_of_letter
from conversations.offering import CHOSEN, typable_at
from conversations.session import Asking, Listing, Nowhere, Reviewing
from conversations.sheet import NUMERIC, Sheet
from conversations.step import Scene
from conversations.understanding import shortened
from texts.folding import fold
from texts.typed import Impossible, read_number, read_yes_no
from texts.typed.politeness import plain_answer


def beyond_list(scene: Scene, text: str) -> Markup | None:
    """Say which numbers there are where a number was typed that the list on the screen has not; else None."""
    missed = scene.session.missed_by(text)
    if not missed:
        return None
    (first, *_), last = missed, missed[-1]
    name = "keys.only" if first is not last else "keys.only_one"
    return scene.texts(name, first=first.key, last=last.key, label=first.label, text=shortened(text))


def beyond_menu(scene: Scene, text: str) -> Markup | None:
    """Say so of a list of what can be done, and of a letter that is not offered there; the list stays as it is.

    At a question and a review both may be answers, and a letter wherever something is asked for.
    """
    place = scene.session.place
    if isinstance(place, Asking | Reviewing):
        return None
    if (beyond := beyond_list(scene, text)) or not isinstance(place, Nowhere | Listing):
        return beyond
    word = None if scene.session.keyed(text) else word_of_letter(text, scene.texts)
    return scene.texts("keys.not_here", letter=text.strip(), word=word) if word else None


def letter_elsewhere(scene: Scene, sheet: Sheet, path: str, text: str) -> Markup | None:
    """Say of a letter what it means, where that is not offered and nothing else is meant; else None.

    It is never the beginning of a choice: 'd' is 'dừng' on every screen.
    """
    word = word_of_letter(text, scene.texts)
    if word is None or scene.session.keyed(text) or _answers(sheet, path, text):
        return None
    return scene.texts("keys.not_here", letter=text.strip(), word=word)


def is_choice(sheet: Sheet, path: str, text: str) -> bool:
    """Tell whether the label of a choice was typed in full."""
    return sheet.filling.asks(path) and fold(text) in map(fold, typable_at(sheet, path).labels)


def _answers(sheet: Sheet, path: str, text: str) -> bool:
    kind, typable = sheet.kind(path), typable_at(sheet, path)
    if kind in CHOSEN:
        return is_choice(sheet, path, text) or read_yes_no(plain_answer(text)) is not None
    if kind in NUMERIC:
        return not isinstance(read_number(text), Impossible)
    return typable.texts
