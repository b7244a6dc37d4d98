"""What is typed for a button where there are none to press: a number in a list, else one of a few words or its letter.

Numbers choose what is listed, and nothing else is listed by a letter. What is no list is one of the few words of
`WORDED`: each means the same on every screen, and so does its letter. Where a number or a word could be an answer, the
key has a slash before it. A button's key is fixed when it is offered, in view of all that can be typed as an answer at
that place, and kept with the button: what is shown and what is understood are one thing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from texts import Catalogue
from texts.folding import fold, spells, uniform

Offer = tuple[str, str] | tuple[str, str, str]
"""A label, a verb with its arguments, and where the verb does not say it the name of its word.

('Đúng', 'yes'); ('Trang sau', 'page.2', 'page_after').
"""

Verb = tuple[str] | tuple[str, str]
"""An offer without its label."""

COMMAND = "do."
"""How the verbs begin that work at any time and are checked anew; any other belongs to its message."""

WORDED = frozenset(
    {
        *("add", "again", "back", "change", "done", "drop", "fix", "keep", "next", "none", "page_after"),
        *("page_before", "pending", "same", "skip", "snooze", "stop", "submit", "yes", "zero"),
    }
)
"""The few words that are offered besides lists, each with a letter of its own; any other offer is listed.

An offer whose verb is called otherwise names its word: ('Để sau', 'leave', 'stop') is 'dừng'. 'yes' confirms, and is
offered only where something awaits a yes.
"""

PICKED = frozenset({"pick", "tick"})
"""Verbs of a question's own choices; their argument is the choice's place among all of them, from 0."""

NAMED = frozenset({"unit", "office", "member"})
"""Commands whose buttons are labelled with a name: of a unit, of a person."""

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
    """What can be typed as an answer at a place: numbers, any text at all, one of some choices by its label."""

    numbers: bool = False
    texts: bool = False
    labels: tuple[str, ...] = ()


NOTHING = Typable()


@dataclass(frozen=True, slots=True)
class Key:
    """What is typed for a button: `listed` where it stands in the list of choices, else a letter and its `word`."""

    typed: str
    listed: bool
    word: str = ""


def keys(offers: Sequence[Offer], typable: Typable, texts: Catalogue) -> Sequence[Key]:
    """Return each offer's key, no two the same and none that is an answer."""
    return _keys(tuple((offer[1], *offer[2:]) for offer in offers), typable, texts)


@lru_cache(maxsize=256)
def _keys(verbs: Sequence[Verb], typable: Typable, texts: Catalogue) -> tuple[Key, ...]:
    """Return the keys of offers without their labels: most questions offer the same few."""
    letters = [_letter(verb, texts) for verb in verbs]
    letters = [letter if letters.count(letter) == 1 else "" for letter in letters]
    slash = SLASH if typable.texts or _are_answers([each for each in letters if each], typable) else ""
    numbered = SLASH if typable.numbers or typable.texts or _numbers_mislead(typable.labels) else ""
    places = count(len(typable.labels))
    given: list[Key] = []
    for verb, letter in zip(verbs, letters, strict=True):
        if letter:
            given.append(Key(slash + letter, listed=False, word=texts.plain(f"word.{_named(verb)}")))
            continue
        picked = _picked(verb)
        place = next(places) if picked is None else picked
        given.append(Key(f"{numbered}{place + 1}", listed=True))
    return tuple(given)


def word_of_letter(text: str, texts: Catalogue) -> str | None:
    """Return the word whose letter was typed, offered or not; None for anything else, and for what is a whole word."""
    letters = _letters(texts)
    bare = _bare(text)
    if bare.isdigit() and bare != ZERO:  # what most people type
        return None
    return next((word for letter, word in letters if types(text, letter) and not spells(text, word)), None)


@lru_cache(maxsize=16)
def _letters(texts: Catalogue) -> tuple[tuple[str, str], ...]:
    """Return the letters of `WORDED`, each with its word."""
    return tuple(
        (texts.plain(f"key.{name}", argument=""), texts.plain(f"word.{name}")) for name in sorted(WORDED)
    )


def types(text: str, key: str) -> bool:
    """Tell whether a text is that key: '2.' is '2', 's 3' is 's3', and with a slash before it it always is."""
    bare = _bare(text)
    return bool(key) and (spells(bare, key) or (bare.startswith(SLASH) and spells(bare, SLASH + key)))


@lru_cache(maxsize=256)
def _bare(text: str) -> str:
    """Return what was typed in one spelling, without closing marks and gaps; each button asks for the same."""
    return uniform(_SPACED.sub(r"\1\2", text.strip().rstrip(".)")))


def stands_for_name(action: str) -> bool:
    """Tell whether a button is labelled with the name of a unit or a person."""
    return action.startswith(COMMAND) and action.removeprefix(COMMAND).partition(".")[0] in NAMED


def spoken(action: str) -> str:
    """Return how a command's button is typed at any place: '/mo37' for 'do.open.37'; '' for any other button."""
    if not action.startswith(COMMAND):
        return ""
    name, *numbers = action.removeprefix(COMMAND).split(".")
    return f"{SLASH}{_SPOKEN.get(name, name)}{'_'.join(numbers)}"


def read_spoken(word: str) -> str | None:
    """Return the action of a command as it is typed, its slash left out; None where there is no such word."""
    found = _COMMAND.fullmatch(word.casefold())
    if found is None or not (found[2] or found[1] in _MEANT):
        return None
    return COMMAND + ".".join([_MEANT.get(found[1], found[1]), *(found[2].split("_") if found[2] else ())])


def _named(verb: Verb) -> str:
    """Return what an offer's word is called."""
    return verb[-1] if len(verb) > 1 else verb[0].removeprefix(COMMAND).partition(".")[0]


def _letter(verb: Verb, texts: Catalogue) -> str:
    """Return the letter of an offer's word; '' for a choice."""
    name, (_, _, argument) = _named(verb), verb[0].removeprefix(COMMAND).partition(".")
    return texts.plain(f"key.{name}", argument=argument) if name in WORDED else ""


def _picked(verb: Verb) -> int | None:
    name, _, argument = verb[0].partition(".")
    return int(argument) if name in PICKED else None


def _are_answers(words: Sequence[str], typable: Typable) -> bool:
    return not _folded(typable.labels).isdisjoint(map(fold, words))


@lru_cache(maxsize=256)
def _folded(labels: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, labels))


@lru_cache(maxsize=256)
def _numbers_mislead(labels: tuple[str, ...]) -> bool:
    """Tell whether some number may mean another choice than the one at that place: 'Mức độ 1' as the second."""
    return any(
        1 <= int(number) <= len(labels) and int(number) != place
        for place, label in enumerate(labels, start=1)
        for number in _NUMBERS.findall(fold(label))
    )
