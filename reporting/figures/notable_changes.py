"""Notable changes since the previous period: the units whose figures a supervisor should look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reporting.figures.choices import ChoiceChange, Choices, choice_changed
from reporting.figures.rollup import Figures, Measure, UnitFigure
from reporting.reports.plausibility import count_departs, rate_departs
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class NotableChange:
    """One figure of a unit and the figure of the previous period, both exact. Rates are ratios."""

    measure: Measure
    before: Fraction
    after: Fraction

    @property
    def relative(self) -> Fraction:
        """The change relative to the earlier value: -1/10 is a decrease by 10 %."""
        return (self.after - self.before) / abs(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChanges:
    """One unit's largest change, and the number of its other notable changes."""

    unit: Unit
    largest: NotableChange | ChoiceChange
    others: int


def notable_changes(
    units: Sequence[Unit], figures: Iterable[Figures], choices: Iterable[Choices] = ()
) -> tuple[UnitChanges, ...]:
    """Return the units with notable changes, the largest change first, equal ones in the order given.

    A change is notable if an officer has to confirm it (reporting.reports.plausibility). A figure
    that was 0 is not: it has no relative change.
    """
    changes: dict[int, list[NotableChange | ChoiceChange]] = {unit.id: [] for unit in units}
    for one in figures:
        before = {figure.unit_id: figure for figure in one.previous}
        for figure in one.current:
            change = _change(one.measure, before.get(figure.unit_id), figure)
            if change is not None and figure.unit_id in changes:
                changes[figure.unit_id].append(change)
    for question in choices:
        chosen = {choice.unit_id: choice for choice in question.previous}
        for now in question.current:
            was = chosen.get(now.unit_id)
            if was and now.unit_id in changes and (another := choice_changed(question, was, now)):
                changes[now.unit_id].append(another)
    moved = [
        UnitChanges(unit=unit, largest=max(found, key=_size), others=len(found) - 1)
        for unit in units
        if (found := changes[unit.id])
    ]
    return tuple(sorted(moved, key=lambda one: _size(one.largest), reverse=True))


def _change(measure: Measure, before: UnitFigure | None, after: UnitFigure) -> NotableChange | None:
    """Return the change between two figures, or None if it is not notable."""
    was, now = before.value(measure) if before else None, after.value(measure)
    if before is None or was is None or now is None or was == 0:
        return None
    return NotableChange(measure=measure, before=was, after=now) if _departs(measure, before, after) else None


def _departs(measure: Measure, before: UnitFigure, after: UnitFigure) -> bool:
    parts = (after.numerator, after.denominator, before.numerator, before.denominator)
    part, whole, before_part, before_whole = (part or Decimal(0) for part in parts)
    if measure.is_rate:
        return rate_departs(part, whole, before_part, before_whole)
    return count_departs(part, before_part)


def _size(change: NotableChange | ChoiceChange) -> Fraction:
    return abs(change.relative)
