"""Roll-up: one figure for many units. A rate is a ratio of sums over the units that reported."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal, Inexact, localcontext
from fractions import Fraction

from reporting.reports.report import Absence

DIGITS = 60  # far more than sums of people or đồng need; a sum that would not fit raises instead of rounding


class RollupError(ValueError):
    """The figures given cannot be rolled up: a unit counted twice, or one that was never asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """An indicator in a roll-up.

    `label` is in the reader's language. `target` is a percentage for a rate, a number for a count. A figure equal to
    the target meets it.
    """

    name: str
    label: str
    is_rate: bool
    target: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigure:
    """One unit's figure for an indicator. A part that is not reported is None.

    A count has no denominator. 'không có' is reported as 0: see `addend`.
    """

    unit_id: int
    numerator: Decimal | None
    denominator: Decimal | None = None

    def __post_init__(self) -> None:
        """Raise RollupError for infinity and not-a-number."""
        if any(part is not None and not part.is_finite() for part in (self.numerator, self.denominator)):
            raise RollupError(f"unit {self.unit_id} reports a figure that is no number")

    def is_reported(self, measure: Measure) -> bool:
        """Tell whether the unit takes part: a rate needs both its parts."""
        return self.numerator is not None and (not measure.is_rate or self.denominator is not None)

    def value(self, measure: Measure) -> Fraction | None:
        """Return the unit's rate or count; None if it is not reported or the denominator is 0."""
        if self.numerator is None:
            return None
        if not measure.is_rate:
            return Fraction(self.numerator)
        return Fraction(self.numerator) / Fraction(self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledUp:
    """An indicator over many units: the exact sums over the units that reported, and their number."""

    measure: Measure
    numerator: Decimal
    denominator: Decimal | None
    units_reported: int
    units_expected: int

    @property
    def ratio(self) -> Fraction | None:
        """The exact ratio of the sums; None for a count and for a denominator of 0."""
        return Fraction(self.numerator) / Fraction(self.denominator) if self.denominator else None

    @property
    def meets_target(self) -> bool | None:
        """Whether the exact, unrounded figure reaches the target; None if either is missing."""
        if self.measure.target is None or self.units_reported == 0:
            return None
        target = Fraction(self.measure.target)
        if not self.measure.is_rate:
            return Fraction(self.numerator) >= target
        return None if self.ratio is None else self.ratio * 100 >= target


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All units' figures for one indicator, in this period and the previous one."""

    measure: Measure
    current: tuple[UnitFigure, ...]
    previous: tuple[UnitFigure, ...] = ()


def addend(answer: Decimal | Absence | None) -> Decimal | None:
    """Return an answer's addend in a sum: 0 for 'không có', None for pending, skipped and unanswered."""
    if answer is Absence.NONE:
        return Decimal(0)
    return None if isinstance(answer, Absence) else answer


def roll_up(measure: Measure, figures: Iterable[UnitFigure], expected: Collection[int]) -> RolledUp:
    """Add up the figures of the units. `expected` are the ids of all units asked.

    Raises RollupError for a unit given twice or not asked.
    """
    by_unit: dict[int, UnitFigure] = {}
    for figure in figures:
        if figure.unit_id in by_unit or figure.unit_id not in expected:
            raise RollupError(f"unit {figure.unit_id} is given twice or was not asked for {measure.name}")
        by_unit[figure.unit_id] = figure
    reported = [figure for figure in by_unit.values() if figure.is_reported(measure)]
    return RolledUp(
        measure=measure,
        numerator=_exact_sum(figure.numerator for figure in reported),
        denominator=_exact_sum(figure.denominator for figure in reported) if measure.is_rate else None,
        units_reported=len(reported),
        units_expected=len(expected),
    )


def _exact_sum(parts: Iterable[Decimal | None]) -> Decimal:
    with localcontext(prec=DIGITS) as context:
        context.traps[Inexact] = True
        return sum((part for part in parts if part is not None), start=Decimal(0))
