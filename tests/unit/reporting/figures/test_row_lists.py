"""The workbook of a form with repeats: every row that a unit added stands on a sheet of its own kind."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from documents.excel.lists_sheet import sheet_title
from documents.excel.round_workbook import round_workbook
from forms import compile_workbook
from reporting.figures.round_figures import Gathering, UnitReport
from reporting.reports.report import Absence, Answer, Report, Submission
from reporting.rounds.round import Round
from reporting.units.unit import Unit
from tests.support.questionnaire_workbook import workbook

FORM = compile_workbook(
    workbook(
        survey=(
            ("type", "name", "label"),
            ("integer", "people", "Bao nhiêu người?"),
            ("begin_repeat", "class", "Lớp [xóa mù] / học"),
            ("text", "subject", "Lớp gì?"),
            ("integer", "learners", "Bao nhiêu học viên?"),
            ("begin_repeat", "book", "Sách"),
            ("text", "title", "Tên sách?"),
            ("end_repeat",),
            ("end_repeat",),
        ),
        choices=(("list_name", "name", "label"),),
        settings=(("form_title", "form_id"), ("Lớp", "lop")),
    ),
    filename="lop.xlsx",
)
ROWS = {
    "/data/people": Answer("9"),
    "/data/class": Answer("2"),
    "/data/class[1]/subject": Answer("Toán"),
    "/data/class[1]/learners": Answer("25"),
    "/data/class[1]/book": Answer("2"),
    "/data/class[1]/book[1]/title": Answer("=1+1"),
    "/data/class[1]/book[2]/title": Answer("Đại số"),
    "/data/class[2]/subject": Answer("Văn"),
    "/data/class[2]/learners": Answer("", Absence.NONE),
}
Opened = Callable[[dict[str, Answer]], Workbook]


@pytest.fixture
def opened(literacy: Round, district: Unit, at: Callable[[str], datetime]) -> Opened:
    """Open the workbook of two communes: the first submitted these answers, the second is at work on them."""

    def make(answers: dict[str, Answer]) -> Workbook:
        submitted = Submission(number=1, at=at("20/4 09:00"), on_time=True)
        reports = tuple(
            UnitReport(
                report=Report(
                    id=number,
                    round=literacy,
                    unit=Unit(id=number, code=f"{number}", name=name, kind="xã", parent_id=0),
                    answers=answers,
                    submissions=submissions,
                ),
                submitted=answers if submissions else None,
                previous=None,
            )
            for number, (name, submissions) in enumerate(
                [("Nam Tuấn", (submitted,)), ("Bế Triều", ())], start=1
            )
        )
        gathering = Gathering(
            round=literacy, unit=district, form=FORM, reports=reports, language="vi", now=at("27/4 07:30")
        )
        return load_workbook(BytesIO(round_workbook(gathering.table(), "vi")))

    return make


def rows(book: Workbook, title: str) -> list[tuple[object, ...]]:
    return list(book[title].iter_rows(min_row=4, values_only=True))


def test_each_repeat_has_a_sheet_with_a_line_for_each_row(opened: Opened) -> None:
    book = opened(ROWS)
    assert book.sheetnames == ["Số liệu", "Tổng hợp", "Lớp xóa mù học", "Sách"]
    assert rows(book, "Lớp xóa mù học") == [
        ("Đơn vị", "TT", "Lớp gì?", "Bao nhiêu học viên?"),
        ("Xã Nam Tuấn", 1, "Toán", 25),
        ("Xã Nam Tuấn", 2, "Văn", "không có"),
    ]
    assert rows(book, "Sách")[1:] == [
        ("Xã Nam Tuấn", "1.1", "=1+1"),
        ("Xã Nam Tuấn", "1.2", "Đại số"),
    ]
    assert book["Sách"]["C5"].data_type == "s"


def test_what_is_asked_once_stays_on_the_sheet_of_the_units(opened: Opened) -> None:
    assert rows(opened(ROWS), "Số liệu")[1][4:] == ("Bao nhiêu người?",)


def test_where_nobody_added_a_row_there_is_no_sheet_for_them(opened: Opened) -> None:
    assert opened({"/data/people": Answer("9"), "/data/class": Answer("0")}).sheetnames == [
        "Số liệu",
        "Tổng hợp",
    ]


@pytest.mark.parametrize(
    ("label", "taken", "title"),
    [
        ("Số liệu", ["Số liệu"], "Số liệu 2"),
        ("SỐ LIỆU", ["Số liệu", "Số liệu 2"], "SỐ LIỆU 3"),
        ("x" * 40, ["x" * 31], "x" * 29 + " 2"),
        ("[]", [], "-"),
    ],
)
def test_sheets_are_called_as_excel_allows(label: str, taken: list[str], title: str) -> None:
    assert sheet_title(label, taken) == title
