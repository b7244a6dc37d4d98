"""Audiences: conditions on the units that a round asks, by kind, trait or code. Resolved when the round opens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reporting.units.unit import Unit
from reporting.units.unit_kinds import is_desk, read_kind


class UnreadableAudience(ValueError):
    """The text is not an audience. `text` is the part that cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """A condition on units. All parts must hold; an empty part holds for every unit.

    `kinds` are kinds of units, `traits` trait values of the register (border = '1'), `codes` a list of units. Desks
    are asked only if their kind or code is listed: they do not count as communes.
    """

    kinds: frozenset[str] = frozenset()
    traits: Mapping[str, str] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()

    def asks(self, unit: Unit) -> bool:
        """Tell whether a round with this audience asks the unit."""
        if self.codes and unit.code not in self.codes:
            return False
        if self.kinds and unit.kind not in self.kinds:
            return False
        if is_desk(unit.kind) and not (self.kinds or self.codes):
            return False
        return all(unit.traits.get(name, "0") == value for name, value in self.traits.items())

    def among(self, units: Iterable[Unit]) -> tuple[Unit, ...]:
        """Return the units that the audience asks, in the order given."""
        return tuple(unit for unit in units if self.asks(unit))


EVERY_UNIT = Audience()
"""All units but desks."""


def read_audience(text: str) -> Audience:
    """Return the audience of a short text: 'xã, border=1', '03289, 03290', '' for all units but desks.

    Parts are separated by commas: a kind of unit, a trait with its value, or else a unit's code.
    Raises UnreadableAudience for a trait without a name or value.
    """
    kinds, traits, codes = set[str](), dict[str, str](), set[str]()
    for part in filter(None, (each.strip() for each in text.split(","))):
        if "=" in part:
            name, value = (each.strip() for each in part.split("=", 1))
            if not name or not value:
                raise UnreadableAudience(part)
            traits[name] = value
        elif (kind := read_kind(part)) is not None:
            kinds.add(kind)
        else:
            codes.add(part)
    return Audience(kinds=frozenset(kinds), traits=traits, codes=frozenset(codes))
