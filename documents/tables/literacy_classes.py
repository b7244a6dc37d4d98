"""Table 1 of letter 431's outline: participants of literacy classes by commune."""

from typing import Final

from documents.tables.printed_table import Cell, PrintedColumn, PrintedTable, Side
from documents.tables.table_style import Grouping, TableStyle
from documents.tables.wording import NOT_REPORTED, based_on, border_mark, joined, unit_label
from reporting.figures.submitted_answers import SubmittedAnswers, UnitAnswers

NAME: Final = "Bảng 1"
STYLE: Final = TableStyle(grouping=Grouping.DOT)

_PLANS: Final = ("xmc_class_plan_15_35", "xmc_class_plan_15_60")
_RESULTS: Final = ("xmc_class_result_15_35", "xmc_class_result_15_60")
_FIGURES: Final = (_PLANS[0], _RESULTS[0], _PLANS[1], _RESULTS[1])
_FIGURE: Final = PrintedColumn(width=13, side=Side.RIGHT, is_number=True)
_COLUMNS: Final = (
    PrintedColumn(width=5.5),
    PrintedColumn(width=20, side=Side.LEFT),
    *(_FIGURE for _ in _FIGURES),
    PrintedColumn(width=14),
)


def literacy_classes(
    answers: SubmittedAnswers, year: int, *, style: TableStyle = STYLE, with_total: bool = True
) -> PrintedTable:
    """Return the table of a year, from the answers to `xoa_mu_chu`."""
    rows = [_row(place, each, style) for place, each in enumerate(answers.units, start=1)]
    if with_total:
        rows.append(_total(answers, style))
    return PrintedTable(
        name=NAME,
        title="Bảng 1. Số người trong độ tuổi (15 - 35; 15 - 60) tham gia các lớp xóa mù chữ\n"
        f"và giáo dục tiếp tục sau khi biết chữ năm {year}",
        columns=_COLUMNS,
        header=_header(year),
        rows=tuple(rows),
        bold_rows=frozenset({len(answers.units)} if with_total else ()),
    )


def _header(year: int) -> tuple[tuple[Cell, ...], ...]:
    plan, result = (
        Cell(f"Chỉ tiêu Kế hoạch giao năm {year}"),
        Cell(f"Kết quả thực hiện đạt được trong năm {year}"),
    )
    ages = (
        Cell("Học viên độ tuổi 15 - 35", columns=2),
        Cell("Học viên độ tuổi 15 - 60", columns=2),
    )
    remark = Cell('Ghi chú (điền "X" đối với xã biên giới)', rows=2)
    return (Cell("STT", rows=2), Cell("Đơn vị xã", rows=2), *ages, remark), (plan, result, plan, result)


def _row(place: int, each: UnitAnswers, style: TableStyle) -> tuple[str, ...]:
    figures = [style.answer(each.values.get(name)) if each.submitted else "" for name in _FIGURES]
    remark = joined((border_mark(each.unit), "" if each.submitted else NOT_REPORTED))
    return (str(place), unit_label(each.unit), *figures, remark)


def _total(answers: SubmittedAnswers, style: TableStyle) -> tuple[str, ...]:
    """Return the sums of the figures that were reported. The remark says by how many units."""
    asked = len(answers.units)
    plans, results = (min(len(answers.reported(name)) for name in names) for names in (_PLANS, _RESULTS))
    remark = based_on(results, asked)
    if plans != results:
        bases = ("chỉ tiêu", based_on(plans, asked)), ("kết quả", based_on(results, asked))
        remark = joined(f"{word} {basis}" for word, basis in bases if basis)
    return ("", "Tổng", *(style.number(answers.total(name)) for name in _FIGURES), remark)
