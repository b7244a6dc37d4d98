from datetime import date, datetime
from io import BytesIO
from unicodedata import normalize
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents.loading.problems import UnreadableSheet
from documents.loading.sheet_rows import FilledSheet, read_sheet
from documents.loading.workbook_reader import CellContent
from forms import FormRefused
from tests.support.spreadsheet import saved, workbook

HEADINGS = {"code": ("Mã",), "name": ("Tên đơn vị", "Name"), "since": ("Từ ngày",)}
HEADING = ("Mã", "Tên đơn vị", "Từ ngày")


def read(data: bytes) -> FilledSheet:
    return read_sheet(data, "units.xlsx", HEADINGS, frozenset({"code", "name"}))


def texts(sheet: FilledSheet) -> list[tuple[int, str, str]]:
    return [(row.number, row["code"].text, row["name"].text) for row in sheet.rows]


def test_headings_are_found_below_a_title_in_any_order_and_spelling() -> None:
    sheet = read(
        workbook([("DANH SÁCH ĐƠN VỊ",), (), ("TEN  DON VI (*)", "Ghi chú", "mã:"), ("Nam Tuấn", "?", "01")])
    )
    assert texts(sheet) == [(4, "01", "Nam Tuấn")]
    assert sheet.ignored == ("Ghi chú",)


def test_the_first_sheet_with_the_headings_is_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["Hướng dẫn"])
    for name in ("một", "hai"):
        sheet = book.create_sheet(name)
        sheet.append(HEADING)
        sheet.append(["1", name])
    assert texts(read(saved(book))) == [(2, "1", "một")]


def test_a_file_without_the_headings_is_refused() -> None:
    with pytest.raises(UnreadableSheet) as refused:
        read(workbook([("Mã", "Ghi chú"), ("1", "x")]))
    assert refused.value.problem.fault == "no_sheet"


def test_stray_spaces_apostrophes_and_what_cannot_be_seen_do_not_count() -> None:
    sheet = read(workbook([HEADING, ("  01\u00a0", "'Nam \u200b  Tuấn\n"), (None, "   "), ()]))
    assert texts(sheet) == [(2, "01", "Nam Tuấn")]


def test_letters_taken_apart_from_their_accents_are_put_together() -> None:
    sheet = read(workbook([HEADING, ("01", normalize("NFD", "Bế Triều"))]))
    assert texts(sheet) == [(2, "01", "Bế Triều")]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1234, "General", CellContent(text="1234", is_number=True)),
        (1234.0, "0", CellContent(text="1234", is_number=True)),
        (1234, "00000", CellContent(text="01234")),
        ("01234", "@", CellContent(text="01234")),
        (True, "General", CellContent(text="1")),
    ],
)
def test_a_code_held_as_a_number_is_known_to_be_one(
    value: object, number_format: str, shown: CellContent
) -> None:
    def shape(sheet: Worksheet) -> None:
        sheet["A2"].number_format = number_format

    assert read(workbook([HEADING, (value, "Nam Tuấn")], shape=shape)).rows[0]["code"] == shown


@pytest.mark.parametrize("value", [date(2025, 7, 1), datetime(2025, 7, 1, 8, 30)])  # noqa: DTZ001 -- spreadsheets know no zones
def test_a_date_is_a_day(value: date) -> None:
    assert read(workbook([HEADING, ("1", "x", value)])).rows[0]["since"].day == date(2025, 7, 1)


def computed(data: bytes, formula: str, result: str) -> bytes:
    """Return the workbook with the result that Excel would have kept beside a formula."""
    changed = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(changed, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = content.replace(
                    f"<f>{formula}</f><v />".encode(), f"<f>{formula}</f><v>{result}</v>".encode()
                ).replace(f"<f>{formula}</f><v></v>".encode(), f"<f>{formula}</f><v>{result}</v>".encode())
            target.writestr(part, content)
    return changed.getvalue()


def test_of_a_formula_its_result_is_read() -> None:
    data = computed(workbook([HEADING, ("=1200+34", "Nam Tuấn")]), "1200+34", "1234")
    assert read(data).rows[0]["code"].text == "1234"


def test_a_formula_that_nobody_has_computed_and_an_error_are_unknown() -> None:
    rows = read(workbook([HEADING, ("=1200+34", "Nam Tuấn"), ("#REF!", "Bế Triều")])).rows
    assert [row["code"].unknown for row in rows] == [True, True]


def test_cells_merged_downwards_share_what_they_show() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.merge_cells("B2:B3")

    sheet = read(workbook([HEADING, ("1", "Hòa An"), ("2", None), ("3", None)], shape=shape))
    assert texts(sheet) == [(2, "1", "Hòa An"), (3, "2", "Hòa An"), (4, "3", "")]


def test_a_line_merged_across_the_table_is_passed_over() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:C2")

    assert texts(read(workbook([HEADING, ("Huyện Hòa An",), ("1", "Nam Tuấn")], shape=shape))) == [
        (3, "1", "Nam Tuấn")
    ]


def test_headings_merged_over_two_rows_are_no_unit() -> None:
    def shape(sheet: Worksheet) -> None:
        for column in "ABC":
            sheet.merge_cells(f"{column}1:{column}2")

    assert texts(read(workbook([HEADING, (), ("1", "Nam Tuấn")], shape=shape))) == [(3, "1", "Nam Tuấn")]


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(FormRefused):
        read(b"Ma,Ten\n1,Nam Tuan\n")


def test_too_many_rows_are_refused() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet["A50001"] = "x"

    with pytest.raises(FormRefused) as refused:
        read(workbook([HEADING], shape=shape))
    assert [finding.code for finding in refused.value.findings] == ["sheet_too_long"]


def test_a_hidden_sheet_is_read_only_where_no_other_has_the_headings() -> None:
    book = Workbook()
    hidden, seen = book.worksheets[0], book.create_sheet("Đơn vị")
    hidden.title = "cũ"
    hidden.sheet_state = "hidden"
    hidden.append(HEADING)
    hidden.append(["02", "Đức Long"])
    seen.append(HEADING)
    seen.append(["01", "Nam Tuấn"])
    assert texts(read(saved(book))) == [(2, "01", "Nam Tuấn")]
    book.remove(seen)
    book.create_sheet("Hướng dẫn")
    assert texts(read(saved(book))) == [(2, "02", "Đức Long")]


@pytest.mark.parametrize("numbers", [("(1)", "(2)", "(3)"), (1, 2, 3), ("A", "B", "1"), ("(1)", None, "(3)")])
def test_a_row_that_numbers_the_columns_is_none_of_the_rows(numbers: tuple[object, ...]) -> None:
    assert texts(read(workbook([HEADING, numbers, ("01", "Nam Tuấn")]))) == [(3, "01", "Nam Tuấn")]


@pytest.mark.parametrize("row", [("1", "Ba"), (1, "Đức Long"), ("01", None), (None, "A")])
def test_a_first_row_that_is_one_stays_one(row: tuple[object, ...]) -> None:
    assert [each.number for each in read(workbook([HEADING, row])).rows] == [2]
