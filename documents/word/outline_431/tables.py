"""Tables 1 and 2 of the outline, as the rows of its template."""

from dataclasses import dataclass
from typing import Final

from documents.tables.literacy_classes import literacy_classes
from documents.tables.literacy_standard import StandardReading, literacy_standard
from documents.tables.table_style import UNKNOWN
from documents.word.form_figures import FormFigures


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A row of table 1, its cells in the table's order."""

    number: str
    name: str
    plan_15_35: str
    result_15_35: str
    plan_15_60: str
    result_15_60: str
    remark: str


@dataclass(frozen=True, slots=True)
class StandardRow:
    """A row of table 2, its cells in the table's order."""

    number: str
    name: str
    border: str
    level1: str
    level2: str
    percent: str
    level: str


_CLASS_TOTALS: Final = {
    "plan_15_35": ("table_xmc_class_plan_15_35", "Bảng 1, tổng chỉ tiêu 15-35 tuổi"),
    "result_15_35": ("table_xmc_class_result_15_35", "Bảng 1, tổng kết quả 15-35 tuổi"),
    "plan_15_60": ("table_xmc_class_plan_15_60", "Bảng 1, tổng chỉ tiêu 15-60 tuổi"),
    "result_15_60": ("table_xmc_class_result_15_60", "Bảng 1, tổng kết quả 15-60 tuổi"),
}
_PERSON_TOTALS: Final = {
    "level1": ("table_literate_l1_15_60", "Bảng 2, tổng biết chữ mức độ 1"),
    "level2": ("table_literate_l2_15_60", "Bảng 2, tổng biết chữ mức độ 2"),
}
_ATTAINED: Final = {"level": ("communes_xmc_l2_standard", "Xã đạt chuẩn xóa mù chữ mức độ 2")}


def class_rows(form: FormFigures, year: int) -> tuple[ClassRow, ...]:
    """Return table 1, one row a unit."""
    table = literacy_classes(form.answers, year, with_total=False)
    return tuple(ClassRow(*cells) for cells in table.rows)


def class_total(form: FormFigures, year: int) -> ClassRow:
    """Return the last row of table 1, and note its figures."""
    total = ClassRow(*literacy_classes(form.answers, year).rows[-1])
    _note(form, total, _CLASS_TOTALS)
    return total


def standard_rows(form: FormFigures, year: int, reading: StandardReading) -> tuple[StandardRow, ...]:
    """Return table 2 without its total, one row a unit."""
    table = literacy_standard(form.answers, year, reading=reading)
    return tuple(StandardRow(*cells) for cells in table.rows[1:])


def standard_total(form: FormFigures, year: int, reading: StandardReading) -> StandardRow:
    """Return the first row of table 2, and note its figures."""
    total = StandardRow(*literacy_standard(form.answers, year, reading=reading).rows[0])
    _note(form, total, _ATTAINED if reading is StandardReading.MARKS else {**_PERSON_TOTALS, **_ATTAINED})
    return total


def _note(form: FormFigures, row: ClassRow | StandardRow, figures: dict[str, tuple[str, str]]) -> None:
    """Note a row's known figures, each under its name and label, for the list of changes."""
    for field, (name, label) in figures.items():
        if (cell := getattr(row, field)) != UNKNOWN:
            form.notes.figure(name, label, cell)
