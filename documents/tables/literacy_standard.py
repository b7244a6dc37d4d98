"""Table 2 of letter 431's outline: the literacy standard by commune."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from documents.tables.printed_table import Cell, PrintedColumn, PrintedTable, Side
from documents.tables.table_style import Grouping, TableStyle
from documents.tables.wording import MARK, NOT_REPORTED, based_on, border_mark, unit_label
from reporting.figures.submitted_answers import SubmittedAnswers, UnitAnswers

NAME: Final = "Bảng 2"
STYLE: Final = TableStyle(grouping=Grouping.DOT, decimals=2, strip_zeros=False)

_LEVEL, _LEVEL_1, _LEVEL_2, _ALL = "xmc_level_attained", "literate_l1_15_60", "literate_l2_15_60", "pop_15_60"
_LEVELS: Final = {"1": "1", "2": "2", "0": "chưa đạt"}
_HEADINGS: Final = (
    "TT",
    "Đơn vị xã",
    "Xã biên giới",
    "Mức độ 1",
    "Mức độ 2",
    "Tỷ lệ (%) cấp xã đạt mức độ 2",
    "Xã đạt mức độ",
)
_FIGURE: Final = PrintedColumn(width=11, side=Side.RIGHT, is_number=True)
_MARKED: Final = PrintedColumn(width=11, is_number=True)


class StandardReading(StrEnum):
    """The content of the columns 'Mức độ 1' and 'Mức độ 2': literate persons, or a mark at the level attained."""

    PERSONS = "persons"
    MARKS = "marks"


def literacy_standard(
    answers: SubmittedAnswers,
    year: int,
    *,
    reading: StandardReading = StandardReading.PERSONS,
    style: TableStyle = STYLE,
) -> PrintedTable:
    """Return the table of a year, from the answers to `xoa_mu_chu`. The first row is the total."""
    is_marks = reading is StandardReading.MARKS
    level = _MARKED if is_marks else _FIGURE
    total = _total_of_marks if is_marks else _total_of_persons
    units = enumerate(answers.units, start=1)
    return PrintedTable(
        name=NAME,
        title=f"Bảng 2. Kết quả đạt chuẩn xóa mù chữ năm {year} theo đơn vị cấp xã",
        columns=(
            PrintedColumn(width=5.5),
            PrintedColumn(width=21, side=Side.LEFT),
            PrintedColumn(width=9),
            level,
            level,
            PrintedColumn(width=13, side=Side.RIGHT, is_number=True),
            PrintedColumn(width=18),
        ),
        header=(tuple(Cell(heading) for heading in _HEADINGS),),
        rows=(
            ("", "TỔNG", "", *total(answers, style)),
            *(_row(place, each, style, is_marks=is_marks) for place, each in units),
        ),
        bold_rows=frozenset({0}),
    )


def _row(place: int, each: UnitAnswers, style: TableStyle, *, is_marks: bool) -> tuple[str, ...]:
    known = (str(place), unit_label(each.unit), border_mark(each.unit))
    if not each.submitted:
        return (*known, "", "", "", NOT_REPORTED)
    attained = next((name for name in _LEVELS if each.has_chosen(_LEVEL, name)), None)
    level = style.unknown if attained is None else _LEVELS[attained]
    if is_marks:
        return (*known, *(MARK if attained == name else "" for name in ("1", "2")), "", level)
    figures = (style.answer(each.values.get(name)) for name in (_LEVEL_1, _LEVEL_2))
    return (*known, *figures, _rate([each], style), level)


def _total_of_persons(answers: SubmittedAnswers, style: TableStyle) -> tuple[str, ...]:
    """Return sums, the ratio of sums over the units with both figures, and the units at level 2."""
    figures = (style.number(answers.total(name)) for name in (_LEVEL_1, _LEVEL_2))
    return (*figures, _rate(answers.submitted, style), _attained(answers, style))


def _total_of_marks(answers: SubmittedAnswers, style: TableStyle) -> tuple[str, ...]:
    """Return the numbers of units at each level, and the share of those at level 2."""
    one, two = (len(answers.choosing(_LEVEL, level)) for level in ("1", "2"))
    answered = len(answers.answered(_LEVEL))
    share = Fraction(two * 100, answered) if answered else None
    return (str(one), str(two), style.percent(share), _attained(answers, style))


def _attained(answers: SubmittedAnswers, style: TableStyle) -> str:
    """Return '21/21 xã đạt mức độ 2', of the units that answered, and how many did unless it is all."""
    answered = len(answers.answered(_LEVEL))
    if not answered:
        return style.unknown
    basis = based_on(answered, len(answers.units))
    count = f"{len(answers.choosing(_LEVEL, '2'))}/{answered} xã đạt mức độ 2"
    return f"{count} ({basis})" if basis else count


def _rate(units: Sequence[UnitAnswers], style: TableStyle) -> str:
    pairs = [(each.number(_LEVEL_2), each.number(_ALL)) for each in units]
    both = [(part, whole) for part, whole in pairs if part is not None and whole is not None]
    literate, everyone = (sum((pair[place] for pair in both), start=Decimal(0)) for place in (0, 1))
    return style.percent(Fraction(literate) * 100 / Fraction(everyone) if everyone else None)
