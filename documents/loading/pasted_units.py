"""Identification of the name and the unit in a pasted line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from documents.loading.pasted_list import PastedLine
from reporting.units.search import FoundUnit, UnitMatch, UnitSearch, UnknownUnit, UnsureUnits
from reporting.units.unit import Unit
from reporting.units.unit_kinds import KINDS_BY_WORDS
from texts.normalize import words

_LONGEST_KIND = 3  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedLine:
    """A name and its possible units: one, several to choose from, or none.

    `certain`: there is exactly one, named as in the register. `named` is the unit as the line names it. `unread` are
    the parts without a meaning.
    """

    name: str = ""
    named: str = ""
    units: tuple[Unit, ...] = ()
    certain: bool = False
    unread: tuple[str, ...] = ()


class InvitableUnits:
    """The units to which people may be invited, found by code or name in a pasted line."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units: Mapping[int, Unit] = {unit.id: unit for unit in units}
        self._search = UnitSearch(self.units.values())

    def match(self, line: PastedLine, home: Unit | None = None) -> MatchedLine:
        """Return the name and unit of a line; `home` is the unit of a line that names none."""
        parts = self._split_at_kind(line.parts[0]) if len(line.parts) == 1 else line.parts
        matches = [
            self.find(part) if place or says_kind(part) else UnknownUnit() for place, part in enumerate(parts)
        ]
        at = self._unit_at(parts, matches)
        if at is None:
            return _without_unit(parts, line.unread, home)
        others = [place for place in range(len(parts)) if place != at]
        above = {match.unit.id for place in others if isinstance(match := matches[place], FoundUnit)}
        units, certain = self._meant(parts[at], matches[at], above)
        around = {number for unit in units for number in self._above(unit)}
        return MatchedLine(
            name=parts[others[0]] if others else "",
            named=parts[at],
            units=units,
            certain=certain,
            unread=(
                *(parts[place] for place in others[1:] if not _is_in(matches[place], around)),
                *line.unread,
            ),
        )

    def find(self, text: str) -> UnitMatch:
        """Return the unit with that code or name, or the units that it may be."""
        return self._search.find(text)

    def _meant(self, named: str, match: UnitMatch, above: set[int]) -> tuple[tuple[Unit, ...], bool]:
        """Return the units that a part may mean; among namesakes the one below another unit of the line."""
        match match:
            case FoundUnit(unit):
                return (unit,), True
            case UnsureUnits(units):
                same = [unit for unit in units if words(unit.name) == _bare(named)]
                below = tuple(unit for unit in same if above.intersection(self._above(unit)))
                return (below, True) if len(below) == 1 else (units, False)
            case UnknownUnit():
                return (), False

    def _unit_at(self, parts: Sequence[str], matches: Sequence[UnitMatch]) -> int | None:
        """Return the index of the part that names the unit: the lowest unit, since the others only locate it.

        A person's name can equal a unit's ('Nguyễn Huệ'): the first part is a unit only if it includes a kind.
        """
        may_be = [
            place
            for place, (part, match) in enumerate(zip(parts, matches, strict=True))
            if (says_kind(part) and place) or (_is_known(match) and (says_kind(part) or place))
        ]
        return max(
            may_be,
            key=lambda place: (self._depth(matches[place]), says_kind(parts[place]), -place),
            default=None,
        )

    def _depth(self, match: UnitMatch) -> float:
        """Return the depth of a part's units in the tree; an unknown unit counts as the deepest."""
        match match:
            case FoundUnit(unit):
                return len(self._above(unit))
            case UnsureUnits(units):
                return max(len(self._above(unit)) for unit in units)
            case UnknownUnit():
                return inf

    def _above(self, unit: Unit) -> list[int]:
        line: list[int] = []
        above = self.units.get(unit.parent_id or 0)
        while above is not None:
            line.append(above.id)
            above = self.units.get(above.parent_id or 0)
        return line

    def _split_at_kind(self, text: str) -> tuple[str, ...]:
        """Split 'Nguyễn Thị Hoa xã Nam Tuấn' before a kind and name of a unit, after at least two words."""
        said = text.split()
        for place in range(2, len(said) - 1):
            rest = " ".join(said[place:])
            if says_kind(rest) and _is_known(self.find(rest)):
                return " ".join(said[:place]), rest
        return (text,)


def name_with_parent(unit: Unit, units: Mapping[int, Unit]) -> str:
    """Return a unit's name with its parent's, to distinguish namesakes."""
    above = units.get(unit.parent_id or 0)
    return f"{unit.full_name}, {above.full_name}" if above else unit.full_name


def says_kind(text: str) -> bool:
    """Tell whether a text begins with a kind of unit followed by a name: 'xã Nam Tuấn', 'TT. Nước Hai'."""
    return _kind_length(words(text)) > 0


def _without_unit(parts: Sequence[str], unread: tuple[str, ...], home: Unit | None) -> MatchedLine:
    name = parts[0] if parts else ""
    if home is not None:
        return MatchedLine(name=name, units=(home,), certain=True, unread=(*parts[1:], *unread))
    return MatchedLine(name=name, named="".join(parts[1:2]), unread=(*parts[2:], *unread))


def _is_known(match: UnitMatch) -> bool:
    return not isinstance(match, UnknownUnit)


def _is_in(match: UnitMatch, units: set[int]) -> bool:
    return isinstance(match, FoundUnit) and match.unit.id in units


def _bare(text: str) -> tuple[str, ...]:
    spoken = words(text)
    return spoken[_kind_length(spoken) :]


def _kind_length(spoken: Sequence[str]) -> int:
    """Return the number of words of the kind at the beginning of a text with a name after it; 0 if there is none."""
    longest = min(_LONGEST_KIND, len(spoken) - 1)
    return next((n for n in range(longest, 0, -1) if tuple(spoken[:n]) in KINDS_BY_WORDS), 0)
