"""What is typed for a button where there are none to press: a number in a list, a letter, a word.

A button's key is fixed when it is offered, in view of all that can be typed as an answer at that place, so that an
answer is never taken for a button. It is kept with the button: what is shown and what is understood are one thing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count, islice, product
from string import ascii_lowercase

from texts import Catalogue
from texts.folding import fold, spells, uniform

Offer = tuple[str, str] | tuple[str, str, str]
"""A label, a verb with its arguments, and where the verb does not say it the name of its key.

('Đúng', 'yes'); ('Trang sau', 'page.2', 'page_after').
"""

Verb = tuple[str] | tuple[str, str]
"""An offer without its label."""

COMMAND = "do."
"""How the verbs begin that work at any time and are checked anew; any other belongs to its message."""

WORDED = frozenset(
    {
        *("again", "back", "change", "done", "drop", "fix", "keep", "leave", "next", "none", "page_after"),
        *(
            "page_before",
            "pending",
            "read",
            "review",
            "same",
            "skip",
            "snooze",
            "stop",
            "submit",
            "yes",
            "zero",
        ),
    }
)
"""Verbs that have a letter or word of their own; whatever else is offered is a choice from a list."""

PICKED = frozenset({"pick", "tick"})
"""Verbs of a question's own choices; their argument is the choice's place among all of them, from 0."""

NAMED = frozenset({"unit", "office", "member"})
"""Commands whose buttons are labelled with a name: of a unit, of a person."""

SLASH = "/"

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
    "snooze": "mai",
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
    """What is typed for a button; `listed` where it stands in the list of choices."""

    typed: str
    listed: bool


def keys(offers: Sequence[Offer], typable: Typable, texts: Catalogue) -> Sequence[Key]:
    """Return each offer's key, no two the same and none that is an answer.

    Where numbers are answers, or a number could mean another choice by its label, lists have letters.
    """
    return _keys(tuple((offer[1], *offer[2:]) for offer in offers), typable, texts)


@lru_cache(maxsize=256)
def _keys(verbs: Sequence[Verb], typable: Typable, texts: Catalogue) -> tuple[Key, ...]:
    """Return the keys of offers without their labels: most questions offer the same few."""
    worded = [_word(verb, texts) for verb in verbs]
    worded = [word if worded.count(word) == 1 else "" for word in worded]
    slash = SLASH if typable.texts or _are_answers([word for word in worded if word], typable) else ""
    lettered = typable.numbers or typable.texts or _numbers_mislead(typable.labels)
    letters = _letters(typable, texts) if lettered and not all(worded) else iter(())
    names = list(islice(letters, len(typable.labels) + len(verbs)))
    places = count(len(typable.labels))
    given: list[Key] = []
    for verb, word in zip(verbs, worded, strict=True):
        if word:
            given.append(Key(slash + word, listed=False))
            continue
        picked = _picked(verb)
        place = next(places) if picked is None else picked
        name = names[place] if lettered else str(place + 1)
        given.append(Key(SLASH + name if typable.texts else name, listed=True))
    return tuple(given)


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


def _word(verb: Verb, texts: Catalogue) -> str:
    """Return the letter or word of an offer's verb; '' for a choice."""
    name, _, argument = verb[0].removeprefix(COMMAND).partition(".")
    name = verb[-1] if len(verb) > 1 else name
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


@cache
def _words(texts: Catalogue) -> frozenset[str]:
    return frozenset(fold(texts.plain(f"key.{name}", argument="")) for name in WORDED)


def _letters(typable: Typable, texts: Catalogue) -> Iterator[str]:
    """Yield what choices are named where numbers will not do: a, c, e … ac …; never an action's letter."""
    taken = _folded(typable.labels) | _words(texts)
    letters = [letter for letter in ascii_lowercase if letter not in taken]
    for length in count(1):
        yield from (name for name in map("".join, product(letters, repeat=length)) if name not in taken)
