"""Plausibility of figures, compared with the previous period or with the report's other figures and the unit."""

from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction

from reporting.units.unit import Unit

CHANGE_WORTH_ASKING = Decimal("0.15")
"""A change of more than 15 % must be confirmed: the office's rule for a comparison with the previous year."""

SMALLEST_CHANGE_WORTH_ASKING = 5
"""Smaller changes need no confirmation: in small counts a few persons are many percent."""

SEPARATOR_FACTOR = 10
"""A factor of ten suggests a misplaced thousands separator, however small the figure."""

NEAR_A_POWER = Decimal("1.3")
"""A ratio within this factor of a power of ten suggests a misplaced separator."""

SMALLEST_LARGE = 1000
"""Without an earlier figure, smaller counts need no confirmation: 30 beside 2 is plausible."""

OTHER_KIND_FACTOR = 1000
"""Counts of different things may differ by this factor: pupils and schools."""

_LARGEST_COUNTS = {
    **dict.fromkeys(("xã", "phường", "thị trấn", "đặc khu"), 500_000),
    **dict.fromkeys(("huyện", "quận", "thị xã", "thành phố"), 2_000_000),
}
_LARGEST_COUNT = 20_000_000
"""More than the people, households or classes of any province."""


def count_departs(value: Decimal, previous: Decimal) -> bool:
    """Tell whether a count differs so much from the previous period's that the officer should confirm it."""
    change = abs(value - previous)
    if change < SMALLEST_CHANGE_WORTH_ASKING:
        return False
    return change > CHANGE_WORTH_ASKING * abs(previous)


def seems_misplaced(value: Decimal, previous: Decimal) -> bool:
    """Tell whether a separator may be misplaced: the figure is at least ten times the previous one, or a tenth."""
    if not value or not previous:
        return False
    return _larger(value, previous) >= SEPARATOR_FACTOR * _smaller(value, previous)


def times_apart(value: Decimal, previous: Decimal) -> int:
    """Return the factor between two figures, rounded to a power of ten if it is near one."""
    ratio = _larger(value, previous) / _smaller(value, previous)
    return nearest_power(value, previous) or int(ratio.to_integral_value())


def nearest_power(value: Decimal, previous: Decimal) -> int | None:
    """Return the power of ten near the ratio of two figures, which suggests a misplaced separator, or None."""
    ratio = _larger(value, previous) / _smaller(value, previous)
    power = Decimal(10) ** round(ratio.log10())
    near = power > 1 and max(ratio, power) <= NEAR_A_POWER * min(ratio, power)
    return int(power) if near else None


def exceeds_others(value: Decimal, same_kind: Decimal | None, any_kind: Decimal | None) -> bool:
    """Tell whether a first count is far above the report's largest count of the same kind, or of any kind."""
    if value < SMALLEST_LARGE:
        return False
    if same_kind:
        return value >= SEPARATOR_FACTOR * same_kind
    return bool(any_kind) and value >= SMALLEST_LARGE * 100 and value >= OTHER_KIND_FACTOR * (any_kind or 0)


def largest_count(unit: Unit) -> int:
    """Return an upper bound of counts in a unit of that kind."""
    return _LARGEST_COUNTS.get(unit.kind.casefold(), _LARGEST_COUNT)


def rate_departs(part: Decimal, whole: Decimal, before_part: Decimal, before_whole: Decimal) -> bool:
    """Tell whether a rate differs from the previous period's by more than 15 % of it."""
    if not whole or not before_whole or not before_part:
        return False
    now, before = part / whole, before_part / before_whole
    return abs(now - before) > CHANGE_WORTH_ASKING * before


def choice_change(chosen: Collection[str], before: Collection[str]) -> Fraction:
    """Return the share of all choices, present and earlier, that were not chosen both times. 1: none in common."""
    every = {*chosen, *before}
    return Fraction(len({*chosen} ^ {*before}), len(every)) if every else Fraction(0)


def choices_depart(chosen: Collection[str], before: Collection[str]) -> bool:
    """Tell whether choices differ so much from the previous period's that the officer should confirm them."""
    return choice_change(chosen, before) > Fraction(CHANGE_WORTH_ASKING)


def _larger(one: Decimal, other: Decimal) -> Decimal:
    return max(abs(one), abs(other))


def _smaller(one: Decimal, other: Decimal) -> Decimal:
    return min(abs(one), abs(other))
