from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents.tables.annex_table import annex_table
from documents.tables.literacy_classes import literacy_classes
from documents.tables.plan_annex import default_annex
from documents.tables.printed_number import printed_number
from documents.tables.printed_table import Cell, PrintedColumn, PrintedTable
from documents.tables.workbook import table_workbook
from tests.unit.documents.tables.hoa_an import history, literacy

MADE_AT = datetime(2020, 5, 6, 15, 42, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def sheet_of(table: PrintedTable, footer: str = "") -> Worksheet:
    return load_workbook(BytesIO(table_workbook([table], MADE_AT, footer=footer))).worksheets[0]


def small(*row: str) -> PrintedTable:
    columns = tuple(PrintedColumn(width=10, is_number=True) for _ in row)
    header = (tuple(Cell("Số") for _ in row),)
    return PrintedTable(name="Bảng", title="Bảng", columns=columns, header=header, rows=(row,))


def test_the_same_tables_give_the_same_bytes() -> None:
    tables = [literacy_classes(literacy(), 2019), annex_table(default_annex(), history())]
    assert table_workbook(tables, MADE_AT) == table_workbook(tables, MADE_AT)


def test_every_table_has_a_sheet_of_its_name() -> None:
    tables = [literacy_classes(literacy(), 2019), annex_table(default_annex(), history())]
    assert load_workbook(BytesIO(table_workbook(tables, MADE_AT))).sheetnames == ["Bảng 1", "Phụ lục"]


def test_numbers_are_numbers_and_print_as_specified() -> None:
    sheet = sheet_of(small("3.358", "98,75", "8182", "1/21", "…", "01", ""))
    values = [cell.value for cell in sheet[4]]
    assert values == [3358, 98.75, 8182, "1/21", "…", "01", None]
    assert [cell.number_format for cell in sheet[4]][:3] == ["[$-42A]#,##0", "[$-42A]0.00", "[$-42A]0"]


@pytest.mark.parametrize(
    "text", ["", "-", "3.35", "1.2345", "01", "12a", "trên 24.000", "1,", ",5", "9" * 16]
)
def test_other_text_is_no_number(text: str) -> None:
    assert printed_number(text) is None


def test_a_name_is_never_a_formula() -> None:
    cell = sheet_of(small("=1+1"))["A4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_wide_table_is_printed_across_the_page_with_its_header_on_every_page() -> None:
    sheet = sheet_of(annex_table(default_annex(), history()), "DỰ THẢO lần 1, Phòng GD&ĐT")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$4:$5"
    assert {"A4:A5", "D4:M4", "D5:E5", "Q4:Q5"} <= {str(each) for each in sheet.merged_cells.ranges}
    assert sheet["D4"].font.name == "Times New Roman"
    assert sheet.oddFooter is not None
    assert "GD&&ĐT" in (sheet.oddFooter.center.text or "")


def test_a_workbook_needs_a_table() -> None:
    with pytest.raises(ValueError, match="at least one"):
        table_workbook([], MADE_AT)


@pytest.mark.parametrize(
    "header",
    [
        ((Cell("a"),),),
        ((Cell("a", columns=3),),),
        ((Cell("a", rows=2), Cell("b")),),
        ((Cell("a", rows=2), Cell("b")), (Cell("c"), Cell("d"))),
    ],
)
def test_a_header_must_fill_its_columns(header: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(ValueError, match="header"):
        PrintedTable(name="x", title="x", columns=(PrintedColumn(width=5),) * 2, header=header, rows=())


def test_a_row_must_have_a_cell_a_column() -> None:
    with pytest.raises(ValueError, match="row"):
        PrintedTable(
            name="x", title="x", columns=(PrintedColumn(width=5),), header=((Cell("a"),),), rows=(("1", "2"),)
        )
