"""Forms that ask for lists of persons are loaded with a warning at the cell."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import application
from forms import compile_workbook
from texts import catalogue

WORKBOOK = Path(__file__).parents[4] / "questionnaires" / "xoa_mu_chu" / "xoa_mu_chu.xlsx"


def repeat(*questions: tuple[str, str, str]) -> list[tuple[str, ...]]:
    return [
        ("type", "name", "label"),
        ("integer", "tong", "Tổng số học viên"),
        ("begin_repeat", "ds", "Danh sách"),
        *questions,
        ("end_repeat",),
    ]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("q", "Họ và tên học viên"),
        ("q", "HỌ TÊN"),
        ("q", "Ho ten nguoi mu chu"),
        ("q", "Số điện thoại liên hệ"),
        ("q", "SĐT"),
        ("q", "Số CCCD/CMND"),
        ("q", "Căn cước công dân"),
        ("q", "Ngày sinh"),
        ("q", "Năm sinh của học viên"),
        ("ho_ten", "Điền vào đây"),
        ("q", "Date of birth"),
        ("q", "Ho\u0323 va\u0300 te\u0302n"),
    ],
)
def test_a_question_about_each_person_is_warned_of(
    make_workbook: Callable[..., bytes], name: str, label: str
) -> None:
    form = compile_workbook(make_workbook(repeat(("text", name, label))), filename="ds.xlsx")
    warning = form.warnings[0]
    assert (warning.code, warning.sheet, warning.row) == ("list_of_persons", "survey", 4)
    assert warning.column == ("name" if name == "ho_ten" else "label")


@pytest.mark.parametrize(
    "label",
    ["Tên trung tâm", "Số lớp", "Tổng số học viên", "Hộ nghèo", "Tên lớp học", "Hoạt động", "Sinh hoạt"],
)
def test_a_list_of_other_things_is_not(make_workbook: Callable[..., bytes], label: str) -> None:
    assert not compile_workbook(make_workbook(repeat(("text", "q", label))), filename="ds.xlsx").warnings


def test_the_name_of_who_fills_the_form_is_no_list(make_workbook: Callable[..., bytes]) -> None:
    form = [("type", "name", "label"), ("text", "nguoi", "Họ tên người lập biểu")]
    assert not compile_workbook(make_workbook(form), filename="ds.xlsx").warnings


def test_our_own_questionnaire_asks_for_no_persons() -> None:
    assert not compile_workbook(WORKBOOK.read_bytes(), filename=WORKBOOK.name).warnings


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "trang «survey», hàng 4, cột «label»"), ("en", "sheet 'survey', row 4, column 'label'")],
)
def test_the_check_tells_the_cell_and_passes_the_form(
    tmp_path: Path, make_workbook: Callable[..., bytes], language: str, words: str
) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(make_workbook(repeat(("text", "q", "Họ và tên"))))
    result = CliRunner().invoke(application(catalogue(language)), ["form", "check", str(file)])
    assert result.exit_code == 0
    assert words in result.stderr
    assert "«Họ và tên»" in result.stderr or "“Họ và tên”" in result.stderr
