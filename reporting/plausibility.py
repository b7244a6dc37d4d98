"""Whether a figure is worth a second look beside the period before: never a refusal, only a question."""

from decimal import Decimal

CHANGE_WORTH_ASKING = Decimal("0.15")
"""More than 15 % up or down is asked about (the domain's rule for figures against the year before)."""

SMALLEST_CHANGE_WORTH_ASKING = 5
"""In small counts a few persons are many percent: nobody is asked about fewer than these."""

SEPARATOR_FACTOR = 10
"""Ten times more or less is the mark of a misplaced thousands separator, however small the figure."""


def departs(value: Decimal, previous: Decimal) -> bool:
    """Tell whether a count is so far from the previous period's that the officer should confirm it."""
    change = abs(value - previous)
    if change < SMALLEST_CHANGE_WORTH_ASKING:
        return False
    return change > CHANGE_WORTH_ASKING * abs(previous)


def seems_misplaced(value: Decimal, previous: Decimal) -> bool:
    """Tell whether a count looks as if a separator slipped: at least ten times more or less than before."""
    if not value or not previous or abs(value - previous) < SMALLEST_CHANGE_WORTH_ASKING:
        return False
    larger, smaller = max(abs(value), abs(previous)), min(abs(value), abs(previous))
    return larger >= SEPARATOR_FACTOR * smaller


def rate_departs(part: Decimal, whole: Decimal, before_part: Decimal, before_whole: Decimal) -> bool:
    """Tell whether a rate is more than 15 % below or above the rate of the period before, as a share of it."""
    if not whole or not before_whole or not before_part:
        return False
    now, before = part / whole, before_part / before_whole
    return abs(now - before) > CHANGE_WORTH_ASKING * before
