"""Figures with provenance, for documents: a unit's value of an indicator in a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from reporting.rounds.period import Period


class Qualifier(StrEnum):
    """A word that makes a figure approximate. It is printed with the figure."""

    EXACT = ""
    OVER = "over"  # trên 24.000
    ABOUT = "about"  # khoảng 350
    NEARLY = "nearly"  # gần 1.200


class Provenance(StrEnum):
    """The origin of a figure."""

    ANSWERED = "answered"
    HISTORY = "history"
    ROLLED_UP = "rolled_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A unit's value of an indicator in a period.

    A rate has a denominator, or, where an earlier period printed the percentage alone, `printed_percent`. A blank
    cell of a published table has neither value nor percentage. `source` names the document or round.
    """

    indicator: str
    unit_code: str
    period: Period
    value: Decimal | None
    denominator: Decimal | None = None
    printed_percent: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    provenance: Provenance = Provenance.ANSWERED
    source: str = ""

    @property
    def ratio(self) -> Fraction | None:
        """The exact ratio of value and denominator; None if one is missing or the denominator is 0."""
        if self.value is None or not self.denominator:
            return None
        return Fraction(self.value) / Fraction(self.denominator)


class FigureBook:
    """Figures by indicator, unit and period."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = {(each.indicator, each.unit_code, each.period): each for each in figures}

    def get(self, indicator: str, unit_code: str, period: Period) -> Figure | None:
        """Return the figure, or None."""
        return self._figures.get((indicator, unit_code, period))
