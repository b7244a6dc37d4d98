"""Document D3: activity of the community learning centres by school year."""

from collections.abc import Sequence
from typing import Final

from documents.tables.place_figures import PlaceFigures
from documents.tables.printed_table import Cell, PrintedColumn, PrintedTable, Side
from documents.tables.table_style import TableStyle
from documents.tables.wording import REMARK, YEAR, period_label, unit_label
from documents.tables.yearly_rows import sum_row, yearly_rows
from reporting.figures.figure import FigureBook
from reporting.rounds.period import Period
from reporting.units.unit import Unit

NAME: Final = "TTHTCĐ theo năm học"
UNITS_NAME: Final = "TTHTCĐ theo xã"
STYLE: Final = TableStyle(empty="")

_CENTRES, _MANAGERS, _ACCOUNTANTS = "units_clc_exists", "clc_managers", "clc_accountant_cashier"
_FIGURES: Final = {
    "clc_topics": "Số chuyên đề",
    "clc_classes": "Số lớp",
    "clc_participants": "Người tham gia",
}
_FIGURE: Final = PrintedColumn(width=14, side=Side.RIGHT, is_number=True)


def learning_centres(
    figures: PlaceFigures,
    periods: Sequence[Period],
    *,
    style: TableStyle = STYLE,
    with_total: bool = False,
    lead: tuple[str, ...] = (),
) -> PrintedTable:
    """Return the table of these school years."""
    indicators = tuple(_FIGURES)
    rows = yearly_rows(figures, indicators, periods, style)
    if with_total:
        rows = (*rows, sum_row(figures, indicators, periods, style))
    headings = (YEAR, *_FIGURES.values(), REMARK)
    return PrintedTable(
        name=NAME,
        title="Kết quả hoạt động của các trung tâm học tập cộng đồng theo năm học",
        columns=(PrintedColumn(width=15), *(_FIGURE for _ in _FIGURES), PrintedColumn(width=24)),
        header=(tuple(Cell(heading) for heading in headings),),
        rows=rows,
        bold_rows=frozenset({len(periods)} if with_total else ()),
        lead=lead,
    )


def centre_sentences(figures: PlaceFigures, period: Period, style: TableStyle = STYLE) -> tuple[str, ...]:
    """Return the sentences about the number of centres and their staff, without those that lack a figure."""
    centres = figures.figure(_CENTRES, period)
    managers, accountants = (figures.figure(name, period) for name in (_MANAGERS, _ACCOUNTANTS))
    sentences = []
    if centres is not None and centres.value is not None:
        whole = len(figures.unit_codes) if centres.denominator is None else centres.denominator
        count = style.number(centres.value)
        sentences.append(f"Tổng số TTHTCĐ: {count}, Tỷ lệ TTHTCĐ/xã(thị trấn): {count}/{whole}")
    staff = (("Tổng số CBQL TTHTCĐ", managers), ("Cán bộ Kế toán, Thủ quỹ", accountants))
    known = [f"{label}: {style.figure(each)}" for label, each in staff if each and each.value is not None]
    return (*sentences, *(("; ".join(known),) if known else ()))


def centres_by_unit(
    book: FigureBook, units: Sequence[Unit], period: Period, *, style: TableStyle = STYLE
) -> PrintedTable:
    """Return the companion table of a school year: one row a unit."""
    rows = tuple(
        (
            str(place),
            unit_label(unit),
            *(style.figure(book.get(name, unit.code, period)) for name in _FIGURES),
            "",
        )
        for place, unit in enumerate(units, start=1)
    )
    figures = PlaceFigures(book=book, place_code="", unit_codes=tuple(unit.code for unit in units))
    total = ("", *sum_row(figures, tuple(_FIGURES), (period,), style)[:-1], figures.remark(_FIGURES, period))
    headings = ("TT", "Đơn vị xã", *_FIGURES.values(), REMARK)
    columns = PrintedColumn(width=5.5), PrintedColumn(width=23, side=Side.LEFT)
    return PrintedTable(
        name=UNITS_NAME,
        title="Kết quả hoạt động của các trung tâm học tập cộng đồng\n"
        f"năm học {period_label(period)} theo đơn vị cấp xã",
        columns=(*columns, *(_FIGURE for _ in _FIGURES), PrintedColumn(width=15)),
        header=(tuple(Cell(heading) for heading in headings),),
        rows=(*rows, total),
        bold_rows=frozenset({len(rows)}),
    )
