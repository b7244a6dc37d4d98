"""Units that report, in a tree of any depth."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

VARIANTS = "variants"
"""The trait with a unit's other spellings, ';' between them: 'Bé Triều; Bế Triêu'."""

POPULATION = "population"
"""The trait with the number of inhabitants, the upper bound of every count of persons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An administrative unit on one day. It exists from `valid_from` to `valid_to` (inclusive; None: no limit).

    `traits` come from the register and are never asked, such as `border` or `difficult`: '1' or '0'.
    """

    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    traits: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def full_name(self) -> str:
        """The kind and the name: 'xã Nam Tuấn'."""
        return f"{self.kind} {self.name}"

    @property
    def population(self) -> int | None:
        """The number of inhabitants; None if the register has none."""
        known = self.traits.get(POPULATION, "")
        return int(known) if known.isdecimal() and int(known) else None

    @property
    def variants(self) -> tuple[str, ...]:
        """Other known spellings of the name."""
        parts = (part.strip() for part in self.traits.get(VARIANTS, "").split(";"))
        return tuple(part for part in parts if part)


class UnitTree:
    """Units by id. Children keep the order in which they were given."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = {unit.id: unit for unit in units}
        self._children: dict[int | None, list[Unit]] = {}
        for unit in self._units.values():
            self._children.setdefault(unit.parent_id, []).append(unit)

    def __getitem__(self, unit_id: int) -> Unit:
        """Return the unit. Raises KeyError for an unknown id."""
        return self._units[unit_id]

    def roots(self) -> tuple[Unit, ...]:
        """Return the units without a parent."""
        return tuple(unit for unit in self._units.values() if unit.parent_id not in self._units)

    def children(self, unit_id: int) -> tuple[Unit, ...]:
        """Return the units directly below."""
        return tuple(self._children.get(unit_id, ()))

    def subtree(self, unit_id: int) -> Iterator[Unit]:
        """Yield the unit and everything below it, parents before children."""
        yield self._units[unit_id]
        for child in self._children.get(unit_id, ()):
            yield from self.subtree(child.id)

    def contains(self, ancestor_id: int, unit_id: int) -> bool:
        """Tell whether `unit_id` is `ancestor_id` or lies below it."""
        current: int | None = unit_id
        while current is not None and current in self._units:
            if current == ancestor_id:
                return True
            current = self._units[current].parent_id
        return False
