"""Rows of a table with one row a year and one column an indicator."""

from collections.abc import Sequence

from documents.tables.place_figures import PlaceFigures
from documents.tables.table_style import TableStyle
from documents.tables.wording import SUM, period_label
from reporting.rounds.period import Period

Rows = tuple[tuple[str, ...], ...]


def yearly_rows(
    figures: PlaceFigures, indicators: Sequence[str], periods: Sequence[Period], style: TableStyle
) -> Rows:
    """Return a row a period: its label, the figures, and a remark if not all units reported."""
    return tuple(
        (
            period_label(period),
            *(style.figure(figures.figure(indicator, period)) for indicator in indicators),
            figures.remark(indicators, period),
        )
        for period in periods
    )


def sum_row(
    figures: PlaceFigures, indicators: Sequence[str], periods: Sequence[Period], style: TableStyle
) -> tuple[str, ...]:
    """Return the row 'Cộng': sums over the periods with a figure."""
    sums = (style.figure(figures.total(indicator, periods)) for indicator in indicators)
    return (SUM, *sums, "")
