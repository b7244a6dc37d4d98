"""Who is meant by the parts of a pasted line: the name, and the unit if there is just one that it can be."""

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
class PlacedLine:
    """A name, and the units that a line may mean: one, several to be asked about, or none.

    `certain` where it is one and named as the register has it; `named` is how the line names it. `unread` are the
    parts of which nothing is made.
    """

    name: str = ""
    named: str = ""
    units: tuple[Unit, ...] = ()
    certain: bool = False
    unread: tuple[str, ...] = ()


class Places:
    """The units at which somebody may be invited, found by what a line says of them."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units: Mapping[int, Unit] = {unit.id: unit for unit in units}
        self._search = UnitSearch(self.units.values())

    def place(self, line: PastedLine, home: Unit | None = None) -> PlacedLine:
        """Return whom a line means; `home` is the unit of whoever has none written beside the name."""
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
        return PlacedLine(
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
        """Return the units that a part may mean; of several of a name the one below a unit that the line names."""
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
        """Return which part names the unit: of several the lowest, of which the others only tell where it lies.

        A name can be a unit's too ('Nguyễn Huệ'): the first part is a unit only where it says so.
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
        """Return how far down a part's units lie; a unit that nobody knows counts as the lowest."""
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
        """Part 'Nguyễn Thị Hoa xã Nam Tuấn' where a unit of that kind and name follows two words at least."""
        said = text.split()
        for place in range(2, len(said) - 1):
            rest = " ".join(said[place:])
            if says_kind(rest) and _is_known(self.find(rest)):
                return " ".join(said[:place]), rest
        return (text,)


def placed(unit: Unit, units: Mapping[int, Unit]) -> str:
    """Return a unit's name with the one above it, which tells two of a name apart."""
    above = units.get(unit.parent_id or 0)
    return f"{unit.full_name}, {above.full_name}" if above else unit.full_name


def says_kind(text: str) -> bool:
    """Tell whether a text begins with a kind of unit and goes on: 'xã Nam Tuấn', 'TT. Nước Hai'."""
    return _kind_length(words(text)) > 0


def _without_unit(parts: Sequence[str], unread: tuple[str, ...], home: Unit | None) -> PlacedLine:
    name = parts[0] if parts else ""
    if home is not None:
        return PlacedLine(name=name, units=(home,), certain=True, unread=(*parts[1:], *unread))
    return PlacedLine(name=name, named="".join(parts[1:2]), unread=(*parts[2:], *unread))


def _is_known(match: UnitMatch) -> bool:
    return not isinstance(match, UnknownUnit)


def _is_in(match: UnitMatch, units: set[int]) -> bool:
    return isinstance(match, FoundUnit) and match.unit.id in units


def _bare(text: str) -> tuple[str, ...]:
    spoken = words(text)
    return spoken[_kind_length(spoken) :]


def _kind_length(spoken: Sequence[str]) -> int:
    """Return how many words name a kind at the beginning of a text that goes on; 0 for none."""
    longest = min(_LONGEST_KIND, len(spoken) - 1)
    return next((n for n in range(longest, 0, -1) if tuple(spoken[:n]) in KINDS_BY_WORDS), 0)
