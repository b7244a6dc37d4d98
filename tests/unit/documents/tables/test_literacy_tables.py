from dataclasses import replace

from documents.tables.literacy_classes import literacy_classes
from documents.tables.literacy_standard import StandardReading, literacy_standard
from documents.tables.table_style import TableStyle
from reporting.reports.report import Absence
from tests.unit.documents.tables.hoa_an import COMMUNES, changed, literacy


def test_a_commune_that_has_not_reported_keeps_its_row() -> None:
    assert literacy_classes(literacy(missing=3), 2019).rows[20] == (
        "21", "Xã Trương Lương", "", "", "", "", "chưa báo cáo",
    )  # fmt: skip
    assert literacy_standard(literacy(missing=3), 2019).rows[21] == (
        "21", "Xã Trương Lương", "", "", "", "", "chưa báo cáo",
    )  # fmt: skip


def test_totals_say_by_how_many_communes() -> None:
    answers = literacy(missing=3)
    assert literacy_standard(answers, 2019).rows[0][-1] == "18/18 xã đạt mức độ 2 (theo 18/21 xã)"
    remark = literacy_classes(answers, 2019).rows[-1][-1]
    assert remark.startswith("chỉ tiêu theo ")
    assert remark.endswith(" xã; kết quả theo 18/21 xã")


def test_the_sum_of_table_1_may_be_left_out() -> None:
    table = literacy_classes(literacy(), 2019, with_total=False)
    assert len(table.rows) == 21
    assert not table.bold_rows


def test_border_communes_are_marked() -> None:
    border = replace(COMMUNES[1], traits={"border": "1"})
    answers = changed(literacy(), 1, border)
    assert literacy_classes(answers, 2019).rows[1][-1] == "X"
    assert literacy_standard(answers, 2019).rows[2][2] == "X"


def test_absent_figures_have_signs_or_stay_empty() -> None:
    answers = changed(literacy(), 1, xmc_class_plan_15_35=Absence.NONE, xmc_class_plan_15_60=Absence.PENDING)
    assert literacy_classes(answers, 2019).rows[1][2::2] == ("-", "…", "")
    blank = literacy_classes(answers, 2019, style=TableStyle(empty=""))
    assert blank.rows[1][2::2] == ("", "", "")


def test_table_2_may_hold_marks() -> None:
    table = literacy_standard(literacy(), 2019, reading=StandardReading.MARKS)
    assert table.rows[0] == ("", "TỔNG", "", "0", "21", "100,00", "21/21 xã đạt mức độ 2")
    assert table.rows[1] == ("1", "Thị trấn Nước Hai", "", "", "X", "", "2")


def test_a_rate_without_population_is_unknown() -> None:
    answers = changed(literacy(), 0, pop_15_60=Absence.PENDING)
    assert literacy_standard(answers, 2019).rows[1][5] == "…"


def test_no_answers_give_no_totals() -> None:
    rows = literacy_standard(literacy(missing=21), 2019).rows
    assert rows[0] == ("", "TỔNG", "", "…", "…", "…", "…")
