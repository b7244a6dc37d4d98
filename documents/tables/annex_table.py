"""Document D2: the annex of a plan, indicators by year."""

from typing import Final

from documents.tables.place_figures import PlaceFigures
from documents.tables.plan_annex import AnnexRow, PlanAnnex
from documents.tables.printed_table import Cell, PrintedColumn, PrintedTable, Side
from documents.tables.table_style import TableStyle
from documents.tables.wording import REMARK
from reporting.rounds.period import Period, PeriodKind

NAME: Final = "Phụ lục"
STYLE: Final = TableStyle(decimals=2, empty="")

_SHARE: Final = PrintedColumn(width=10.5, is_number=True)
_FIGURE: Final = PrintedColumn(width=6.7, is_number=True)


def annex_table(annex: PlanAnnex, figures: PlaceFigures, *, style: TableStyle = STYLE) -> PrintedTable:
    """Return the annex: for every year the number and the percentage, then the percentages of the spans."""
    years = annex.result.years
    return PrintedTable(
        name=NAME,
        title=annex.title,
        columns=(
            PrintedColumn(width=4.5),
            PrintedColumn(width=30, side=Side.LEFT),
            _SHARE,
            *(_FIGURE for _ in range(2 * len(years))),
            *(_SHARE for _ in range(1 + len(annex.forecasts))),
            PrintedColumn(width=8),
        ),
        header=_header(annex),
        rows=tuple(_row(row, annex, figures, style) for row in annex.rows),
        bold_rows=frozenset(place for place, row in enumerate(annex.rows) if row.is_heading),
        is_landscape=True,
    )


def _header(annex: PlanAnnex) -> tuple[tuple[Cell, ...], ...]:
    years = annex.result.years
    texts = (
        f"THỰC HIỆN GIAI ĐOẠN {annex.result} (tỷ lệ %)",
        *(f"DỰ KIẾN GIAI ĐOẠN {span} (tỷ lệ %)" for span in annex.forecasts),
        REMARK,
    )
    first = (
        *(Cell(text, rows=2) for text in ("TT", "CHỈ TIÊU", f"MỤC TIÊU GIAI ĐOẠN {annex.target} (tỷ lệ %)")),
        Cell("THỰC HIỆN TỪNG NĂM (số lượng và tỷ lệ %)", columns=2 * len(years)),
        *(Cell(text, rows=2) for text in texts),
    )
    return first, tuple(Cell(str(year), columns=2) for year in years)


def _row(row: AnnexRow, annex: PlanAnnex, figures: PlaceFigures, style: TableStyle) -> tuple[str, ...]:
    def share(name: str, year: int) -> str:
        found = figures.figure(name, Period(PeriodKind.YEAR, year)) if name else None
        return style.figure_percent(found) if name else ""

    def count(year: int) -> str:
        period = Period(PeriodKind.YEAR, year)
        return style.figure(figures.figure(row.indicator, period)) if row.indicator else ""

    return (
        row.number,
        row.label,
        share(row.target, annex.target.last),
        *(cell for year in annex.result.years for cell in (count(year), share(row.indicator, year))),
        "" if row.is_heading else share(row.indicator, annex.result.last),
        *(share(row.forecast, span.last) for span in annex.forecasts),
        "",
    )
