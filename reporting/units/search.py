"""Units found by the name a person typed, however it is spelled."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reporting.units.unit import Unit
from reporting.units.unit_kinds import KINDS_BY_WORDS
from texts.normalize import fold, uniform, words

SHORTEST_NEAR = 4  # letters below which nearly everything is near

_LONGEST_KIND = 3  # words

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook above, dot below

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """The one unit of that name."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class UnsureUnits:
    """Ask which, or whether: several units bear the name, or it is only near to theirs. Never empty."""

    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class UnknownUnit:
    """No unit has that name or one near it."""


UnitMatch = FoundUnit | UnsureUnits | UnknownUnit


@dataclass(frozen=True, slots=True)
class _Names:
    """What a unit answers to: its own name, that and its variants, all without diacritics, all with i for y."""

    own: frozenset[str]
    spelled: frozenset[str]
    bare: frozenset[str]
    sounded: frozenset[str]


class UnitNames:
    """The names of some units.

    Known variants are a unit's own (`Unit.variants`) and the groups in `variants`, spellings of one name that occur
    side by side: ('Ngũ Lão', 'Ngũ Lào'). A unit's own name goes before a variant of another's, the full spelling
    before the one without diacritics, and that before y written as i; where several units still answer to what
    was typed, all of them are returned, never one.
    """

    def __init__(self, units: Iterable[Unit], variants: Iterable[Sequence[str]] = ()) -> None:
        groups = [frozenset(_marked(_spoken(name)) for name in group) for group in variants]
        self._bare: list[tuple[Unit, frozenset[str]]] = []
        self._levels: tuple[dict[str, list[Unit]], ...] = ({}, {}, {}, {})
        for unit in units:
            names = _names(unit, groups)
            self._bare.append((unit, names.bare))
            keys = names.own, names.spelled, names.bare, names.sounded
            for level, spellings in zip(self._levels, keys, strict=True):
                for spelling in spellings:
                    level.setdefault(spelling, []).append(unit)

    def find(self, typed: str) -> UnitMatch:
        """Find the unit meant, with or without its kind before the name ('xã', 'x.', 'TT')."""
        readings = _readings(typed)
        for spelling, level in zip((_marked, _marked, _bare, _sounded), self._levels, strict=True):
            found: dict[int, Unit] = {}
            for kind, name in readings:
                same = level.get(spelling(name), [])
                of_kind = [unit for unit in same if kind is None or fold(unit.kind) == kind]
                found.update({unit.id: unit for unit in of_kind or same})
            if found:
                units = tuple(found.values())
                return FoundUnit(units[0]) if len(units) == 1 else UnsureUnits(units)
        near = self._near([_bare(name) for _, name in readings])
        return UnsureUnits(near) if near else UnknownUnit()

    def _near(self, typed: Sequence[str]) -> tuple[Unit, ...]:
        """Return the units whose name begins with what was typed, or is one letter away from it."""
        return tuple(
            unit for unit, keys in self._bare if any(_is_near(text, key) for text in typed for key in keys)
        )


def _spoken(text: str) -> _Words:
    return tuple(re.findall(r"\w+", uniform(text)))


def _marked(name: _Words) -> str:
    """Spell a name with its diacritics, the tone behind each word: 'hòa' is 'hoà'; spaces and hyphens do not count."""
    return "".join(_tone_last(word) for word in name)


def _tone_last(word: str) -> str:
    characters = unicodedata.normalize("NFD", word)
    letters = "".join(each for each in characters if each not in _TONES)
    return letters + "".join(each for each in characters if each in _TONES)


def _bare(name: _Words) -> str:
    return fold("".join(name))


def _sounded(name: _Words) -> str:
    """Spell a name without diacritics and with i for y: 'Mỹ Lý' is 'Mĩ Lí'."""
    return _bare(name).replace("y", "i")


def _names(unit: Unit, groups: Iterable[frozenset[str]]) -> _Names:
    spoken = [_spoken(name) for name in (unit.name, *unit.variants)]
    own = frozenset({_marked(spoken[0])})
    spelled = own.union(map(_marked, spoken), *(group for group in groups if own & group))
    bare = frozenset(fold(name) for name in spelled)
    return _Names(own, spelled, bare, frozenset(name.replace("y", "i") for name in bare))


def _readings(typed: str) -> list[tuple[str | None, _Words]]:
    """Return the typed words as a name, and as a kind and a name where they begin with a kind."""
    spoken = _spoken(typed)
    readings: list[tuple[str | None, _Words]] = [(None, spoken)] if spoken else []
    for length in range(1, min(_LONGEST_KIND, len(spoken) - 1) + 1):
        kind = KINDS_BY_WORDS.get(tuple(map(fold, spoken[:length])))
        if kind:
            readings.append((fold(kind), spoken[length:]))
    return readings


def _is_near(typed: str, name: str) -> bool:
    """Tell whether the name begins so, or one letter is missing, added, wrong or swapped with the next."""
    if name.startswith(typed):
        return True
    if len(typed) < SHORTEST_NEAR:
        return False
    start = next((at for at, (one, other) in enumerate(zip(typed, name, strict=False)) if one != other), None)
    if start is None:
        return len(typed) == len(name) + 1
    one, other = typed[start:], name[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and one[2:] == other[2:])
    )


def units_named(typed: str, units: Sequence[Unit]) -> Sequence[Unit]:
    """Return the units that may be meant by a code or a name, however it is spelled."""
    if coded := [unit for unit in units if unit.code == typed.strip()]:
        return coded
    match UnitNames(units).find(typed):
        case FoundUnit(unit):
            return (unit,)
        case UnsureUnits(units=several):
            return several
    return [unit for unit in units if carries_words(unit.name, typed)]


def carries_words(name: str, typed: str) -> bool:
    """Tell whether a name has what was typed, from the beginning of a word: 'thi ha' in 'Lương Thị Hằng'."""
    wanted = f" {' '.join(words(typed))}"
    return bool(wanted.strip()) and wanted in f" {' '.join(words(name))}"
