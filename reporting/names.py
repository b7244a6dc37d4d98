"""Units found by the name a person typed, however it is spelled."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reporting.units import Unit
from texts.folding import fold, uniform

SHORTEST_NEAR = 4  # letters below which nearly everything is near

# What people put before a name, folded, and the kind they mean by it.
_KINDS = {
    ("xa",): "xa",
    ("x",): "xa",
    ("thi", "tran"): "thi tran",
    ("tt",): "thi tran",
    ("phuong",): "phuong",
    ("p",): "phuong",
    ("dac", "khu"): "dac khu",
    ("huyen",): "huyen",
    ("h",): "huyen",
    ("quan",): "quan",
    ("q",): "quan",
    ("thi", "xa"): "thi xa",
    ("tx",): "thi xa",
    ("thanh", "pho"): "thanh pho",
    ("tp",): "thanh pho",
    ("tinh",): "tinh",
    ("t",): "tinh",
}
_LONGEST_KIND = 2  # words

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
    """What a unit answers to: its own name, that and its variants, and all of them without diacritics."""

    unit: Unit
    own: frozenset[str]
    spelled: frozenset[str]
    bare: frozenset[str]


class UnitNames:
    """The names of some units.

    `variants` groups spellings of one name that occur side by side: ('Ngũ Lão', 'Ngũ Lào'). A unit's own name
    goes before a variant of another's, and the full spelling before the one without diacritics; where several
    units still answer to what was typed, all of them are returned, never one.
    """

    def __init__(self, units: Iterable[Unit], variants: Iterable[Sequence[str]] = ()) -> None:
        groups = [frozenset(_marked(_spoken(name)) for name in group) for group in variants]
        self._names = tuple(_names(unit, groups) for unit in units)

    def find(self, typed: str) -> UnitMatch:
        """Find the unit meant, with or without its kind before the name ('xã', 'x.', 'TT')."""
        readings = _readings(typed)
        for spelling, keys in _LEVELS:
            found: dict[int, Unit] = {}
            for kind, name in readings:
                same = [names.unit for names in self._names if spelling(name) in keys(names)]
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
            names.unit
            for names in self._names
            if any(_is_near(text, key) for text in typed for key in names.bare)
        )


def _spoken(text: str) -> _Words:
    return tuple(re.findall(r"\w+", uniform(text)))


def _marked(name: _Words) -> str:
    """Spell a name with its diacritics; spaces and hyphens do not count."""
    return "".join(name)


def _bare(name: _Words) -> str:
    return fold("".join(name))


_LEVELS: tuple[tuple[Callable[[_Words], str], Callable[[_Names], frozenset[str]]], ...] = (
    (_marked, lambda names: names.own),
    (_marked, lambda names: names.spelled),
    (_bare, lambda names: names.bare),
)


def _names(unit: Unit, groups: Iterable[frozenset[str]]) -> _Names:
    own = frozenset({_marked(_spoken(unit.name))})
    spelled = own.union(*(group for group in groups if own & group))
    return _Names(unit, own, spelled, frozenset(map(fold, spelled)))


def _readings(typed: str) -> list[tuple[str | None, _Words]]:
    """Return the typed words as a name, and as a kind and a name where they begin with a kind."""
    spoken = _spoken(typed)
    readings: list[tuple[str | None, _Words]] = [(None, spoken)] if spoken else []
    for length in range(1, min(_LONGEST_KIND, len(spoken) - 1) + 1):
        kind = _KINDS.get(tuple(map(fold, spoken[:length])))
        if kind:
            readings.append((kind, spoken[length:]))
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
