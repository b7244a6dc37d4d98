"""Forms that name a year are loaded with a warning at the cell; forms can name their round's period instead."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from forms import World, compile_workbook
from forms.xlsform.years import other_years

NOW = datetime(2020, 4, 28, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MakeWorkbook = Callable[..., bytes]


@pytest.mark.parametrize(
    ("label", "text", "year"),
    [
        ("Số lớp mở trong năm 2019?", "năm 2019", "2019"),
        ("Lớp xóa mù chữ NĂM 2019", "NĂM 2019", "2019"),
        ("Thời điểm tháng 12/2019.", "tháng 12/2019", "2019"),
        ("Kết quả quý IV/2019", "quý IV/2019", "2019"),
        ("Năm học 2018-2019 có mấy lớp?", "Năm học 2018", "2018"),
        ("Tính đến 31/12/2019", "31/12/2019", "2019"),
        ("How many persons became literate in 2019?", "in 2019", "2019"),
        ("As of December 2019.", "December 2019", "2019"),
        ("Trong na\u0306m 2019", "năm 2019", "2019"),
    ],
)
def test_a_text_that_names_a_year_is_warned_of(
    make_workbook: MakeWorkbook, label: str, text: str, year: str
) -> None:
    rows = [("type", "name", "label"), ("integer", "a", label)]
    (warning,) = compile_workbook(make_workbook(rows), filename="a.xlsx").warnings
    assert (warning.code, warning.sheet, warning.row, warning.column) == (
        "names_a_year",
        "survey",
        2,
        "label",
    )
    assert warning.parameters == {"year": year}
    assert warning.text.casefold() == text.casefold()


@pytest.mark.parametrize(
    "label",
    [
        "Theo Nghị định 20/2014/NĐ-CP",
        "Tự đánh giá theo Thông tư 25/2023",
        "Công văn 431 có mấy phần?",
        "Chỉ tiêu giai đoạn 2016-2020",
        "Số lớp trong năm?",
        "Số người sinh sau 2019 bước",
        "Năm ${a}?",
    ],
)
def test_numbers_of_letters_and_plans_are_none(make_workbook: MakeWorkbook, label: str) -> None:
    rows = [("type", "name", "label"), ("integer", "a", "Số?"), ("integer", "b", label)]
    assert not compile_workbook(make_workbook(rows), filename="a.xlsx").warnings


def test_a_rounds_own_years_are_no_fault_of_it(make_workbook: MakeWorkbook) -> None:
    rows = [("type", "name", "label"), ("note", "a", "năm 2019"), ("note", "b", "năm 2018")]
    warnings = compile_workbook(make_workbook(rows), filename="a.xlsx").warnings
    assert [each.text for each in other_years(warnings, range(2019, 2020))] == ["năm 2018"]


def test_a_label_names_the_rounds_period(make_workbook: MakeWorkbook) -> None:
    rows = [
        ("type", "name", "label", "calculation"),
        ("calculate", "nam", "", "pulldata('round', 'year')"),
        ("integer", "a", "Số lớp trong năm ${nam}?", ""),
    ]
    form = compile_workbook(make_workbook(rows), filename="a.xlsx")
    asked = form.fill({}, World(now=NOW, round={"year": "2021"}))
    assert asked.label("/data/a", "") == "Số lớp trong năm 2021?"
    assert form.fill({}, World(now=NOW)).label("/data/a", "") == "Số lớp trong năm ?"
