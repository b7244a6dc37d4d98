"""Typed keys for buttons: numbers for list items, letters for a few fixed words.

Only list items have numbers. Any other choice has one of the words in `WORDED`; the word and its letter mean the same
on every screen. Where a number or a word could be an answer, the key starts with a slash. A key is assigned when the
button is offered, depends on the answers that can be typed there, and is stored with the button.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from conversations.chat.action import ButtonAction, Command, Reply, do, unpack
from texts import Catalogue
from texts.normalize import fold, spells, uniform

Offer = tuple[str, ButtonAction] | tuple[str, ButtonAction, str]
"""A label, an action, and the name of its word where that differs from the verb or command.

('Đúng', Reply('yes')); ('Trang sau', Reply('page', '2'), 'page_after').
"""

Unlabelled = tuple[ButtonAction] | tuple[ButtonAction, str]
"""An offer without its label."""

WORDED = frozenset(
    {
        *("add", "again", "back", "change", "done", "drop", "fix", "keep", "next", "none", "page_after"),
        *("page_before", "pending", "same", "skip", "snooze", "stop", "submit", "yes", "zero"),
    }
)
"""Names of the words for actions, each with its own letter. Other offers are numbered as list items.

An offer with another verb names its word: ('Để sau', Reply('leave'), 'stop') is 'dừng'. 'yes' confirms, and is
offered only where a message awaits confirmation.
"""

PICKED = frozenset({"pick", "tick"})
"""Verbs for the choices of a question. The argument is the choice's index among all choices, from 0."""

NAMED = frozenset({"unit", "office", "member"})
"""Commands whose buttons are labelled with the name of a unit or a person."""

SLASH = "/"
ZERO = "0"  # the one number among the letters

_NUMBERS = re.compile(r"(?:^|\b)[0-9]{1,6}(?![0-9])")
_SPACED = re.compile(r"([^\W\d])\s+(\d+)")
_COMMAND = re.compile(r"([a-z]+?)(\d+(?:_\d+)*)?")
_SPOKEN = {
    "correct": "sua",
    "deletions": "xemxoa",
    "digest": "tonghop",
    "evidence": "minhchung",
    "here": "oday",
    "home": "baocao",
    "letter": "congvan",
    "link": "noi",
    "open": "mo",
    "remind": "nhac",
    "remindunit": "nhacrieng",
    "snooze": "mai",
    "submit": "nop",
    "unit": "xa",
    "units": "xem",
    "workbook": "excel",
}
_MEANT = {word: name for name, word in _SPOKEN.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typable:
    """What counts as an answer at a place: numbers, any text, or one of the labels."""

    numbers: bool = False
    texts: bool = False
    labels: tuple[str, ...] = ()


NOTHING = Typable()


@dataclass(frozen=True, slots=True)
class Key:
    """What to type for a button: a number (`listed`), or a letter and the `word` it stands for."""

    typed: str
    listed: bool
    word: str = ""


def keys(offers: Sequence[Offer], typable: Typable, texts: Catalogue) -> Sequence[Key]:
    """Return a key for each offer. Keys are unique, and none of them is an answer."""
    return _keys(tuple((offer[1], *offer[2:]) for offer in offers), typable, texts)


@lru_cache(maxsize=256)
def _keys(offers: Sequence[Unlabelled], typable: Typable, texts: Catalogue) -> tuple[Key, ...]:
    """Return the keys without regard to labels, so that the cache serves most questions."""
    letters = [_letter(offer, texts) for offer in offers]
    letters = [letter if letters.count(letter) == 1 else "" for letter in letters]
    slash = SLASH if typable.texts or _are_answers([each for each in letters if each], typable) else ""
    numbered = SLASH if typable.numbers or typable.texts or _numbers_mislead(typable.labels) else ""
    places = count(len(typable.labels))
    given: list[Key] = []
    for offer, letter in zip(offers, letters, strict=True):
        if letter:
            given.append(Key(slash + letter, listed=False, word=texts.plain(f"word.{_word(offer)}")))
            continue
        picked = _picked(offer[0])
        place = next(places) if picked is None else picked
        given.append(Key(f"{numbered}{place + 1}", listed=True))
    return tuple(given)


def word_of_letter(text: str, texts: Catalogue) -> str | None:
    """Return the word of a typed letter, offered or not. None for other texts and for a whole word."""
    letters = _letters(texts)
    bare = _bare(text)
    if bare.isdigit() and bare != ZERO:  # the most common input
        return None
    return next((word for letter, word in letters if types(text, letter) and not spells(text, word)), None)


@lru_cache(maxsize=16)
def _letters(texts: Catalogue) -> tuple[tuple[str, str], ...]:
    """Return the letters of `WORDED`, each with its word."""
    return tuple(
        (texts.plain(f"key.{name}", argument=""), texts.plain(f"word.{name}")) for name in sorted(WORDED)
    )


def types(text: str, key: str) -> bool:
    """Return True if a text is that key: '2.' is '2', 's 3' is 's3'. A leading slash is always allowed."""
    bare = _bare(text)
    return bool(key) and (spells(bare, key) or (bare.startswith(SLASH) and spells(bare, SLASH + key)))


@lru_cache(maxsize=256)
def _bare(text: str) -> str:
    """Return a typed text, normalized, without closing punctuation and gaps. Cached: each button needs it."""
    return uniform(_SPACED.sub(r"\1\2", text.strip().rstrip(".)")))


def stands_for_name(action: str) -> bool:
    """Return True if a button is labelled with the name of a unit or a person."""
    command = unpack(action)
    return isinstance(command, Command) and command.name in NAMED


def spoken(action: str) -> str:
    """Return the typed form of a command: '/mo37' for 'do.open.37'; '' for any other button."""
    command = unpack(action)
    if not isinstance(command, Command):
        return ""
    return f"{SLASH}{_SPOKEN.get(command.name, command.name)}{'_'.join(map(str, command.numbers))}"


def read_spoken(word: str) -> Command | None:
    """Return the command that was typed, without its slash; None for an unknown word."""
    found = _COMMAND.fullmatch(word.casefold())
    if found is None or not (found[2] or found[1] in _MEANT):
        return None
    return do(_MEANT.get(found[1], found[1]), *map(int, found[2].split("_") if found[2] else ()))


def _word(offer: Unlabelled) -> str:
    """Return the name of an offer's word."""
    match offer:
        case (_, word):
            return word
        case (Command(name) | Reply(name),):
            return name


def _letter(offer: Unlabelled, texts: Catalogue) -> str:
    """Return the letter of an offer's word; '' for a list item."""
    name, action = _word(offer), offer[0]
    argument = action.argument if isinstance(action, Reply) else ""
    return texts.plain(f"key.{name}", argument=argument) if name in WORDED else ""


def _picked(action: ButtonAction) -> int | None:
    return action.number if isinstance(action, Reply) and action.verb in PICKED else None


def _are_answers(words: Sequence[str], typable: Typable) -> bool:
    return not _folded(typable.labels).isdisjoint(map(fold, words))


@lru_cache(maxsize=256)
def _folded(labels: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, labels))


@lru_cache(maxsize=256)
def _numbers_mislead(labels: tuple[str, ...]) -> bool:
    """Return True if a label contains a number other than its position: 'Mức độ 1' as the second choice."""
    return any(
        1 <= int(number) <= len(labels) and int(number) != place
        for place, label in enumerate(labels, start=1)
        for number in _NUMBERS.findall(fold(label))
    )
