"""A place's figures: its own, or the sums of its units' figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.tables.wording import based_on
from reporting.figures.figure import Figure, FigureBook, Provenance, Qualifier
from reporting.rounds.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFigures:
    """The figures of a place, such as a district. `unit_codes` are the units that its figures add up."""

    book: FigureBook
    place_code: str
    unit_codes: tuple[str, ...] = ()

    def own(self, indicator: str, period: Period) -> Figure | None:
        """Return the figure of the place itself, such as a published one."""
        return self.book.get(indicator, self.place_code, period)

    def figure(self, indicator: str, period: Period) -> Figure | None:
        """Return the place's own figure, or else the sum of its units' figures, or None."""
        found = self.own(indicator, period)
        return self._added(self._of_units(indicator, period)) if found is None else found

    def remark(self, indicators: Iterable[str], period: Period) -> str:
        """Return 'theo 18/21 xã' if a figure of the period is a sum over some of the units only.

        The fewest units count. A figure that no unit reported is empty in the table, and does not count.
        """
        sums = (indicator for indicator in indicators if self.own(indicator, period) is None)
        counts = [count for indicator in sums if (count := len(self._of_units(indicator, period)))]
        return based_on(min(counts), len(self.unit_codes)) if counts else ""

    def total(self, indicator: str, periods: Iterable[Period]) -> Figure | None:
        """Return the sum over the periods that have a value, or None."""
        figures = [self.figure(indicator, period) for period in periods]
        return self._added([each for each in figures if each is not None and each.value is not None])

    def _of_units(self, indicator: str, period: Period) -> list[Figure]:
        figures = (self.book.get(indicator, code, period) for code in self.unit_codes)
        return [each for each in figures if each is not None and each.value is not None]

    def _added(self, figures: Sequence[Figure]) -> Figure | None:
        """Return the sum. It has a denominator if all figures have one; percentages are never added."""
        if not figures:
            return None
        wholes = [each.denominator for each in figures if each.denominator is not None]
        is_exact = all(each.qualifier is Qualifier.EXACT for each in figures)
        return Figure(
            indicator=figures[0].indicator,
            unit_code=self.place_code,
            period=figures[-1].period,
            value=sum((each.value or Decimal(0) for each in figures), start=Decimal(0)),
            denominator=sum(wholes, start=Decimal(0)) if len(wholes) == len(figures) else None,
            qualifier=Qualifier.EXACT if is_exact else Qualifier.OVER,
            provenance=Provenance.ROLLED_UP,
        )
