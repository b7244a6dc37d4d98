"""The register of units with its history: names, kinds and parents over time, and successions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from reporting.units.unit import Unit, UnitTree


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A unit's name, kind and parent from the day `since` until its next span."""

    since: date
    name: str
    kind: str
    parent_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """The new unit takes over from the old one, wholly or in part, on that day."""

    old_id: int
    new_id: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One unit over time. It exists from `valid_from` to `valid_to` (both inclusive; None: no limit).

    There is at least one span. Spans are in order and cover all days: the first begins at `date.min`, even if the
    unit began later, so that every report finds a name and a parent for its unit.
    """

    id: int
    code: str
    valid_from: date | None = None
    valid_to: date | None = None
    traits: Mapping[str, str] = field(default_factory=dict, hash=False)
    spans: tuple[Span, ...]

    @property
    def newest(self) -> Span:
        """The last span: the present one, or the last before the unit ended."""
        return self.spans[-1]

    def span(self, day: date) -> Span:
        """Return the span that contains that day."""
        return next(span for span in reversed(self.spans) if span.since <= day)

    def on(self, day: date) -> Unit:
        """Return the unit as it was on that day."""
        span = self.span(day)
        return Unit(
            id=self.id,
            code=self.code,
            name=span.name,
            kind=span.kind,
            parent_id=span.parent_id,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            traits=self.traits,
        )

    def exists_on(self, day: date) -> bool:
        """Tell whether the unit existed on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Register:
    """All present and former units. It contains no future changes, so the newest span of each unit is today's."""

    def __init__(self, lives: Iterable[Life] = (), successions: Iterable[Succession] = ()) -> None:
        self._lives = {life.id: life for life in lives}
        self.successions = tuple(successions)

    def __getitem__(self, unit_id: int) -> Life:
        """Return a unit. Raises KeyError for an unknown id."""
        return self._lives[unit_id]

    def __iter__(self) -> Iterator[Life]:
        """Yield the units in the order in which they were added."""
        return iter(self._lives.values())

    def __len__(self) -> int:
        """Return the number of present and former units."""
        return len(self._lives)

    def get(self, unit_id: int) -> Life | None:
        """Return a unit, or None."""
        return self._lives.get(unit_id)

    def by_code(self, code: str) -> Life | None:
        """Return the unit with that code, or None."""
        return self._codes.get(code)

    def tree(self, day: date) -> UnitTree:
        """Return the tree of that day: the units that existed, under their parents of that day."""
        return UnitTree(life.on(day) for life in self if life.exists_on(day))

    def today(self) -> UnitTree:
        """Return today's tree."""
        return UnitTree(life.on(date.max) for life in self if life.valid_to is None)

    def line(self, unit_id: int, day: date) -> tuple[int, ...]:
        """Return a unit and all units above it on that day, nearest first. A report counts in each of them."""
        line: list[int] = []
        current: int | None = unit_id
        while current is not None:
            line.append(current)
            current = self._lives[current].span(day).parent_id
        return tuple(line)

    def below(self, unit_id: int, day: date) -> frozenset[int]:
        """Return a unit and all units below it on that day. Their reports count in it.

        For a unit that began later, these are the origins of that unit and of the units below it today.
        """
        began = self._lives[unit_id].valid_from
        if began is None or began <= day:
            return frozenset(life.id for life in self if unit_id in self.line(life.id, day))
        today = [life.id for life in self if unit_id in self.line(life.id, date.max)]
        return frozenset(origin for each in today for origin in self._origins_after(each, day))

    def responsible(self, unit_id: int) -> tuple[int, ...]:
        """Return a unit and all units responsible for it today, nearest first. A role at one of them gives access.

        The successors are responsible for an ended unit; if there are none, its last parent.
        """
        found: dict[int, None] = {}
        waiting = [unit_id]
        while waiting:
            current = waiting.pop(0)
            if current not in found:
                found[current] = None
                waiting += self._above(current)
        return tuple(found)

    def lineage(self, unit_id: int, day: date, *, until: date = date.max) -> frozenset[int]:
        """Return this unit and its origins, as far as they existed on `day`.

        Successions after `day` up to `until` count.
        """
        origins = self._origins_after(unit_id, day, until)
        return frozenset(each for each in origins if self._lives[each].exists_on(day))

    def _origins_after(self, unit_id: int, day: date, until: date = date.max) -> set[int]:
        """Return a unit and its origins, by the successions after `day` up to `until`."""
        found: set[int] = set()
        waiting = [unit_id]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += [each.old_id for each in self._origins.get(current, ()) if day < each.on <= until]
        return found

    def _above(self, unit_id: int) -> list[int]:
        life = self._lives[unit_id]
        heirs = [each.new_id for each in self._heirs.get(unit_id, ())]
        if life.valid_to is not None and heirs:
            return heirs
        return [] if life.newest.parent_id is None else [life.newest.parent_id]

    @cached_property
    def _codes(self) -> dict[str, Life]:
        return {life.code: life for life in self}

    @cached_property
    def _heirs(self) -> dict[int, list[Succession]]:
        return _grouped((each.old_id, each) for each in self.successions)

    @cached_property
    def _origins(self) -> dict[int, list[Succession]]:
        return _grouped((each.new_id, each) for each in self.successions)


def _grouped(pairs: Iterable[tuple[int, Succession]]) -> dict[int, list[Succession]]:
    groups: dict[int, list[Succession]] = {}
    for key, each in pairs:
        groups.setdefault(key, []).append(each)
    return groups
