"""Whether a figure is worth a second look: beside the period before, else beside the report's others and the unit."""

from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction

from reporting.units.unit import Unit

CHANGE_WORTH_ASKING = Decimal("0.15")
"""More than 15 % up or down is asked about (the domain's rule for figures against the year before)."""

SMALLEST_CHANGE_WORTH_ASKING = 5
"""In small counts a few persons are many percent: smaller changes are never asked about."""

SEPARATOR_FACTOR = 10
"""Ten times more or less is the mark of a misplaced thousands separator, however small the figure."""

NEAR_A_POWER = Decimal("1.3")
"""A figure this near to 10, 100, 1.000 … times another says so: most likely a separator slipped."""

SMALLEST_LARGE = 1000
"""Without an earlier figure smaller counts are never asked about: a first count of 30 beside one of 2 is no slip."""

OTHER_KIND_FACTOR = 1000
"""A count of something else may well be a hundred times another: pupils beside schools."""

_LARGEST_COUNTS = {
    **dict.fromkeys(("xã", "phường", "thị trấn", "đặc khu"), 500_000),
    **dict.fromkeys(("huyện", "quận", "thị xã", "thành phố"), 2_000_000),
}
_LARGEST_COUNT = 20_000_000
"""More than any province has of people, households or classes."""


def departs(value: Decimal, previous: Decimal) -> bool:
    """Tell whether a count is so far from the previous period's that the officer should confirm it."""
    change = abs(value - previous)
    if change < SMALLEST_CHANGE_WORTH_ASKING:
        return False
    return change > CHANGE_WORTH_ASKING * abs(previous)


def seems_misplaced(value: Decimal, previous: Decimal) -> bool:
    """Tell whether a figure looks as if a separator slipped: at least ten times more or less than before."""
    if not value or not previous:
        return False
    return _larger(value, previous) >= SEPARATOR_FACTOR * _smaller(value, previous)


def times_apart(value: Decimal, previous: Decimal) -> int:
    """Return how many times one figure is the other; near 10, 100, 1.000 … that power itself."""
    ratio = _larger(value, previous) / _smaller(value, previous)
    return nearest_power(value, previous) or int(ratio.to_integral_value())


def nearest_power(value: Decimal, previous: Decimal) -> int | None:
    """Return the power of ten that lies between two figures, as where a separator slipped; None where none does."""
    ratio = _larger(value, previous) / _smaller(value, previous)
    power = Decimal(10) ** round(ratio.log10())
    near = power > 1 and max(ratio, power) <= NEAR_A_POWER * min(ratio, power)
    return int(power) if near else None


def exceeds_others(value: Decimal, same_kind: Decimal | None, any_kind: Decimal | None) -> bool:
    """Tell whether a first count is far above the report's largest of what it counts, or of anything."""
    if value < SMALLEST_LARGE:
        return False
    if same_kind:
        return value >= SEPARATOR_FACTOR * same_kind
    return bool(any_kind) and value >= SMALLEST_LARGE * 100 and value >= OTHER_KIND_FACTOR * (any_kind or 0)


def largest_count(unit: Unit) -> int:
    """Return what no count of a unit of that kind comes to."""
    return _LARGEST_COUNTS.get(unit.kind.casefold(), _LARGEST_COUNT)


def rate_departs(part: Decimal, whole: Decimal, before_part: Decimal, before_whole: Decimal) -> bool:
    """Tell whether a rate is more than 15 % below or above the rate of the period before, as a share of it."""
    if not whole or not before_whole or not before_part:
        return False
    now, before = part / whole, before_part / before_whole
    return abs(now - before) > CHANGE_WORTH_ASKING * before


def choice_change(chosen: Collection[str], before: Collection[str]) -> Fraction:
    """Return which part of all that was chosen, now or before, was not chosen both times: 1 of another category."""
    every = {*chosen, *before}
    return Fraction(len({*chosen} ^ {*before}), len(every)) if every else Fraction(0)


def choices_depart(chosen: Collection[str], before: Collection[str]) -> bool:
    """Tell whether a category, a yes or a list is so far from the previous period's that it should be confirmed."""
    return choice_change(chosen, before) > Fraction(CHANGE_WORTH_ASKING)


def _larger(one: Decimal, other: Decimal) -> Decimal:
    return max(abs(one), abs(other))


def _smaller(one: Decimal, other: Decimal) -> Decimal:
    return min(abs(one), abs(other))
