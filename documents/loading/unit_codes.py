"""Units found by what a cell says of them: their code, with or without its zeros, or their name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from reporting.units.search import FoundUnit, UnitMatch, UnitNames
from reporting.units.unit import Unit

_ZERO = "0"


@dataclass(frozen=True)
class Codes:
    """Units by code: those of the register and those that the file brings."""

    units: Mapping[str, Unit]

    def exact(self, text: str) -> Unit | None:
        """Return the unit of that code; a code that lost its zeros ('1234' for '01234') is still found."""
        found = self.units.get(text)
        if found is None and text.isdecimal():
            same = self._without_zeros.get(text.lstrip(_ZERO), [])
            found = same[0] if len(same) == 1 else None
        return found

    def find(self, text: str) -> UnitMatch:
        """Return the unit of that code or name, or those it may be."""
        unit = self.exact(text)
        return FoundUnit(unit) if unit else self._names.find(text)

    def width(self, kind: str) -> int:
        """Return how many digits the longest all-digit code of a kind has; 0 where there is none."""
        return self._widths.get(kind, 0)

    @cached_property
    def _without_zeros(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for code, unit in self.units.items():
            if code.isdecimal():
                found.setdefault(code.lstrip(_ZERO), []).append(unit)
        return found

    @cached_property
    def _widths(self) -> dict[str, int]:
        widths: dict[str, int] = {}
        for code, unit in self.units.items():
            if code.isdecimal():
                widths[unit.kind] = max(widths.get(unit.kind, 0), len(code))
        return widths

    @cached_property
    def _names(self) -> UnitNames:
        return UnitNames(unit for unit in self.units.values() if unit.valid_to is None)


def by_code(units: Iterable[Unit]) -> Codes:
    """Return units by their codes."""
    return Codes({unit.code: unit for unit in units})
