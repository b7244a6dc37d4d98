"""Document D5: vocational training of rural workers by year."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from documents.tables.place_figures import PlaceFigures
from documents.tables.printed_table import Cell, PrintedColumn, PrintedTable, Side
from documents.tables.table_style import Grouping, TableStyle
from documents.tables.wording import REMARK, YEAR
from documents.tables.yearly_rows import sum_row, yearly_rows
from reporting.rounds.period import Period

NAME: Final = "Đào tạo nghề"
STYLE: Final = TableStyle(empty="")

_FIGURES: Final = {
    "voc_classes": "Số lớp",
    "voc_learners": "Số người học",
    "voc_ethnic_minority": "Người dân tộc thiểu số",
    "voc_poor_household": "Lao động thuộc hộ nghèo",
    "voc_policy_beneficiary": "Lao động là đối tượng chính sách",
    "voc_disabled": "Lao động là người tàn tật",
}


def vocational_training(
    figures: PlaceFigures, periods: Sequence[Period], *, style: TableStyle = STYLE
) -> PrintedTable:
    """Return the table of these years. The last row adds them up, with a dot between groups of digits."""
    indicators = tuple(_FIGURES)
    total = sum_row(figures, indicators, periods, replace(style, grouping=Grouping.DOT))
    return PrintedTable(
        name=NAME,
        title="Kết quả đào tạo nghề cho lao động nông thôn theo năm",
        columns=(
            PrintedColumn(width=8),
            *(PrintedColumn(width=11, side=Side.RIGHT, is_number=True) for _ in _FIGURES),
            PrintedColumn(width=11),
        ),
        header=(tuple(Cell(heading) for heading in (YEAR, *_FIGURES.values(), REMARK)),),
        rows=(*yearly_rows(figures, indicators, periods, style), total),
        bold_rows=frozenset({len(periods)}),
    )
