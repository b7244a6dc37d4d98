"""Document D4: recognised ratings of 'Cộng đồng học tập' by year."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from documents.tables.place_figures import PlaceFigures
from documents.tables.printed_table import Cell, PrintedColumn, PrintedTable
from documents.tables.table_style import TableStyle
from documents.tables.wording import REMARK, YEAR, period_label
from reporting.rounds.period import Period

NAME: Final = "Xếp loại CĐHT"
STYLE: Final = TableStyle(decimals=1, empty="")
SOME_EVALUATED: Final = "{n}/{N} xã được đánh giá"

_RATINGS: Final = {
    "cdht_rating_good": "Tốt",
    "cdht_rating_fair": "Khá",
    "cdht_rating_average": "Trung bình",
    "cdht_rating_failed": "Không đạt",
}
_SHARE: Final = "Tỷ lệ %"
_FIGURE: Final = PrintedColumn(width=7.5, is_number=True)


def ratings(
    figures: PlaceFigures,
    periods: Sequence[Period],
    *,
    style: TableStyle = STYLE,
    remarks: Mapping[Period, str] = MappingProxyType({}),
) -> PrintedTable:
    """Return the table of these years, from the numbers of units with each rating (`cdht_rating_…`).

    Shares are of all units of the year, evaluated or not. `remarks` replaces the remark of a year in which not all
    were evaluated: {n} is their number with two digits, {N} the number of all.
    """
    pairs = [heading for rating in _RATINGS.values() for heading in (rating, _SHARE)]
    return PrintedTable(
        name=NAME,
        title='Kết quả đánh giá, xếp loại "Cộng đồng học tập" cấp xã theo năm',
        columns=(PrintedColumn(width=7), *(_FIGURE for _ in pairs), PrintedColumn(width=15)),
        header=(tuple(Cell(heading) for heading in (YEAR, *pairs, REMARK)),),
        rows=tuple(_row(figures, period, style, remarks.get(period, SOME_EVALUATED)) for period in periods),
    )


def _row(figures: PlaceFigures, period: Period, style: TableStyle, remark: str) -> tuple[str, ...]:
    found = {rating: figures.figure(rating, period) for rating in _RATINGS}
    counts = {rating: each.value for rating, each in found.items() if each and each.value is not None}
    whole = _number_of_units(figures, period)
    label = period_label(period)
    if not counts:
        return (label, *(style.unknown for _ in range(2 * len(_RATINGS))), "")
    evaluated = sum(counts.values(), start=Decimal(0))
    if evaluated >= whole:
        cells = [cell for rating in _RATINGS for cell in _count_and_share(counts.get(rating), whole, style)]
        return (label, *cells, "")
    few = [cell for rating in _RATINGS for cell in (_fraction(counts.get(rating), whole), "")]
    return (label, *few, remark.replace("{n}", f"{int(evaluated):02}").replace("{N}", f"{whole:f}"))


def _number_of_units(figures: PlaceFigures, period: Period) -> Decimal:
    """Return the published denominator, or else the number of the place's units."""
    own = (figures.own(rating, period) for rating in _RATINGS)
    wholes = [each.denominator for each in own if each is not None and each.denominator is not None]
    return max(wholes, default=Decimal(len(figures.unit_codes)))


def _count_and_share(count: Decimal | None, whole: Decimal, style: TableStyle) -> tuple[str, str]:
    if count is None or not whole:
        return style.number(count), style.unknown
    return style.number(count), style.percent(Fraction(count) * 100 / Fraction(whole))


def _fraction(count: Decimal | None, whole: Decimal) -> str:
    """Return '1/21'; '' for 0 and for a rating that was not counted."""
    return f"{count:f}/{whole:f}" if count else ""
