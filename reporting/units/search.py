"""Search for units by code or name: exact code first, then the spellings of names, then names one letter away.

The chat, pasted lists, workbooks and the command line all use this search.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from reporting.units.unit import Unit
from reporting.units.unit_kinds import KINDS_BY_WORDS
from texts.normalize import fold, uniform, words

SHORTEST_NEAR = 4  # letters; for shorter texts one wrong letter would match nearly every name

_LONGEST_KIND = 3  # words

_ZERO = "0"

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook above, dot below

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """The one unit with that code or name."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class UnsureUnits:
    """Several units have the name, or the names are only similar: the caller must ask. Never empty."""

    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class UnknownUnit:
    """No unit has that code, that name or a similar one."""


UnitMatch = FoundUnit | UnsureUnits | UnknownUnit


@dataclass(frozen=True, slots=True)
class _Names:
    """A unit's names at each level of tolerance, strictest first.

    `own` is the unit's name, `spelled` adds its variants, `bare` drops diacritics, `sounded` also writes y as i.
    """

    own: frozenset[str]
    spelled: frozenset[str]
    bare: frozenset[str]
    sounded: frozenset[str]


class UnitSearch:
    """Finds units by code or name.

    Variants of a name are the unit's own (`Unit.variants`) and the groups in `variants`, spellings of one name that
    are both in use: ('Ngũ Lão', 'Ngũ Lào'). The strictest level of spelling that matches decides: a unit's own name,
    then a variant, then without diacritics, then with i for y. If several units match at that level, all are returned.
    """

    def __init__(self, units: Iterable[Unit], variants: Iterable[Sequence[str]] = ()) -> None:
        self._named = tuple(units)
        self._by_code = {unit.code: unit for unit in self._named}
        self._variants = tuple(variants)
        self._zeros_may_lack = False

    @classmethod
    def of_register(cls, units: Iterable[Unit]) -> Self:
        """Return a search for files and commands.

        Units that have ended match by code only. An all-digit code matches without its leading zeros, which Excel
        drops ('1234' for '01234'), if that is unambiguous.
        """
        search = cls(units)
        search._named = tuple(unit for unit in search._named if unit.valid_to is None)
        search._zeros_may_lack = True
        return search

    def find(self, typed: str) -> UnitMatch:
        """Return the unit with that code or name, or the units that it may be."""
        coded = self.with_code(typed)
        return FoundUnit(coded) if coded else self._names.find(typed)

    def with_code(self, typed: str) -> Unit | None:
        """Return the unit with that code."""
        code = typed.strip()
        found = self._by_code.get(code)
        if found is None and self._zeros_may_lack and code.isdecimal():
            same = self._without_zeros.get(code.lstrip(_ZERO), [])
            found = same[0] if len(same) == 1 else None
        return found

    @cached_property
    def _without_zeros(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for code, unit in self._by_code.items():
            if code.isdecimal():
                found.setdefault(code.lstrip(_ZERO), []).append(unit)
        return found

    @cached_property
    def _names(self) -> "_NameIndex":
        return _NameIndex(self._named, self._variants)


class _NameIndex:
    """Units by the spellings of their names, one dictionary for each level of tolerance."""

    def __init__(self, units: Iterable[Unit], variants: Iterable[Sequence[str]]) -> None:
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
        """Find the unit by name, with or without its kind before the name ('xã', 'x.', 'TT')."""
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
        """Return the units whose name begins with the typed text, or differs from it by one letter."""
        return tuple(
            unit for unit, keys in self._bare if any(_is_near(text, key) for text in typed for key in keys)
        )


def _spoken(text: str) -> _Words:
    return tuple(re.findall(r"\w+", uniform(text)))


def _marked(name: _Words) -> str:
    """Join the words of a name, each with its tone mark last ('hòa' equals 'hoà'), without spaces and hyphens."""
    return "".join(_tone_last(word) for word in name)


def _tone_last(word: str) -> str:
    characters = unicodedata.normalize("NFD", word)
    letters = "".join(each for each in characters if each not in _TONES)
    return letters + "".join(each for each in characters if each in _TONES)


def _bare(name: _Words) -> str:
    return fold("".join(name))


def _sounded(name: _Words) -> str:
    """Join the words of a name without diacritics, with i for y: 'Mỹ Lý' equals 'Mĩ Lí'."""
    return _bare(name).replace("y", "i")


def _names(unit: Unit, groups: Iterable[frozenset[str]]) -> _Names:
    spoken = [_spoken(name) for name in (unit.name, *unit.variants)]
    own = frozenset({_marked(spoken[0])})
    spelled = own.union(map(_marked, spoken), *(group for group in groups if own & group))
    bare = frozenset(fold(name) for name in spelled)
    return _Names(own, spelled, bare, frozenset(name.replace("y", "i") for name in bare))


def _readings(typed: str) -> list[tuple[str | None, _Words]]:
    """Return the typed words as a name, and, if they begin with a kind of unit, as kind and name."""
    spoken = _spoken(typed)
    readings: list[tuple[str | None, _Words]] = [(None, spoken)] if spoken else []
    for length in range(1, min(_LONGEST_KIND, len(spoken) - 1) + 1):
        kind = KINDS_BY_WORDS.get(tuple(map(fold, spoken[:length])))
        if kind:
            readings.append((fold(kind), spoken[length:]))
    return readings


def _is_near(typed: str, name: str) -> bool:
    """Tell whether the name begins with the typed text or is one edit away: a letter missing, added, wrong, swapped."""
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
    """Return the units that a code, a name or part of a name (whole words) may mean."""
    match UnitSearch(units).find(typed):
        case FoundUnit(unit):
            return (unit,)
        case UnsureUnits(units=several):
            return several
    return [unit for unit in units if carries_words(unit.name, typed)]


def carries_words(name: str, typed: str) -> bool:
    """Tell whether the typed text occurs in a name from the beginning of a word: 'thi ha' in 'Lương Thị Hằng'."""
    wanted = f" {' '.join(words(typed))}"
    return bool(wanted.strip()) and wanted in f" {' '.join(words(name))}"
