"""Typed choices: by label or number, several in a list, a range, or all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from texts.matching import Matched, SeveralMatch, match_choice
from texts.normalize import uniform, words
from texts.parsing import read_yes_no
from texts.parsing.phrases import Phrases, plain_answer

_SEPARATORS = (
    re.compile(r"[\n\r\v\f\x85\u2028\u2029;|]+"),
    re.compile(r"\s*[,+&\t]\s*|\s+/\s+"),
    re.compile(r"\s+(?:và|va|với|voi|cùng|and)\s+", re.IGNORECASE),
)
_RANGE = re.compile(r"([0-9]{1,3}) ?(?:-|đến|den|tới|toi) ?([0-9]{1,3})")
_NUMBERS = re.compile(r"[0-9]{1,3}(?: [0-9]{1,3})+")
_BULLET = re.compile(r"^\s*(?:[-+*•·–]\s+|[0-9]{1,3}[.)]\s+(?=\S))")
_EVERYTHING = Phrases[bool](
    {
        "tất cả, tất, hết, cả, tất cả các mục, tất cả các loại, tất cả các ý, chọn tất cả, chọn hết": True,
        "toàn bộ, đủ cả, có cả, có hết, có tất cả, cả hết, mọi thứ, all": True,
    }
)
_ALL_OF_THEM = re.compile(r"(?:tất )?cả (?P<number>\w+)")
_COUNTS = {"hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}


@dataclass(frozen=True, slots=True)
class Unclear:
    """A part of the text that matches no choice, or several (`found`)."""

    text: str
    found: tuple[str, ...] = ()


def choice_meant(text: str, labels: Sequence[str]) -> int | Unclear:
    """Return the index of the only choice that matches the text."""
    match match_choice(text, labels):
        case Matched(index):
            return index
        case SeveralMatch(indices):
            return Unclear(text, tuple(labels[index] for index in indices))
        case _:
            same = _meaning_the_same(text, labels)
            return Unclear(text) if same is None else same


def choices_meant(text: str, labels: Sequence[str], *, all_allowed: bool = True) -> tuple[int, ...] | Unclear:
    """Return the indices of the typed choices, in that order: 'lúa và ngô', '1-3', 'tất cả', one a line."""
    whole = choice_meant(text, labels)
    if isinstance(whole, int):
        return (whole,)
    if all_allowed and _means_all(text, len(labels)):
        return tuple(range(len(labels)))
    chosen: list[int] = []
    for piece in _pieces(text, labels):
        for part in _range(piece, labels):
            index = choice_meant(part, labels)
            if isinstance(index, Unclear):
                return _side_by_side(text, labels) or index
            chosen.append(index)
    return tuple(dict.fromkeys(chosen)) or whole


def _pieces(
    text: str, labels: Sequence[str], separators: Sequence[re.Pattern[str]] = _SEPARATORS
) -> Iterator[str]:
    """Yield the parts of a list. A part that is one choice as a whole is not split."""
    text = text.strip()
    if not text:
        return
    if not separators or isinstance(choice_meant(text, labels), int):
        yield from uniform(text).split() if _NUMBERS.fullmatch(uniform(text)) else [_bare(text, labels)]
        return
    for piece in separators[0].split(text):
        yield from _pieces(piece, labels, separators[1:])


def _bare(piece: str, labels: Sequence[str]) -> str:
    """Return a piece without its bullet or number, unless it matches a choice as it stands."""
    return piece if isinstance(choice_meant(piece, labels), int) else _BULLET.sub("", piece)


def _range(piece: str, labels: Sequence[str]) -> Iterator[str]:
    """Yield the numbers of '1-3', or the piece itself."""
    found = _RANGE.fullmatch(uniform(piece))
    if found is None or not 1 <= int(found[1]) < int(found[2]) <= len(labels):
        yield piece
        return
    yield from map(str, range(int(found[1]), int(found[2]) + 1))


def _side_by_side(text: str, labels: Sequence[str]) -> tuple[int, ...] | None:
    """Read choices without separators, 'lúa ngô': the longest matching label first, all words used."""
    spoken = text.split()
    chosen: list[int] = []
    while spoken:
        lengths = range(len(spoken), 0, -1)
        length = next((each for each in lengths if _is_label(" ".join(spoken[:each]), labels)), 0)
        if not length:
            return None
        index = choice_meant(" ".join(spoken[:length]), labels)
        if isinstance(index, Unclear):
            return None
        chosen.append(index)
        spoken = spoken[length:]
    return tuple(dict.fromkeys(chosen))


def _is_label(text: str, labels: Sequence[str]) -> bool:
    """Tell whether the text is the first words of a label and matches one choice only. A number does not."""
    typed = words(text)
    whole = any(words(label)[: len(typed)] == typed for label in labels)
    return (
        bool(typed)
        and whole
        and not uniform(text).isdecimal()
        and isinstance(choice_meant(text, labels), int)
    )


def _means_all(text: str, count: int) -> bool:
    answer = plain_answer(text)
    if _EVERYTHING.meaning(answer):
        return True
    found = _ALL_OF_THEM.fullmatch(answer)
    if found is None:
        return False
    number = found["number"]
    return count == (int(number) if number.isdecimal() else _COUNTS.get(number, 0))


def _meaning_the_same(text: str, labels: Sequence[str]) -> int | None:
    """Return the index of the only label with the same yes or no: 'ko' for 'Không', 'vâng' for 'Có'."""
    said = read_yes_no(text)
    same = [index for index, label in enumerate(labels) if said is not None and read_yes_no(label) is said]
    return same[0] if len(same) == 1 else None
