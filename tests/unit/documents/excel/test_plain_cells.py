"""What is typed stays text in every spreadsheet."""

import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from documents.excel.plain_cells import csv_text
from documents.excel.sheet import Sheet

EVIL = [
    "=1+1",
    "+84 912",
    "-5",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1",
    "  =1+1",
    "\x01=1+1",
    "＝1+1",
    '=HYPERLINK("http://x")',
]


@pytest.mark.parametrize("text", EVIL)
def test_what_a_spreadsheet_would_calculate_is_quoted(text: str) -> None:
    assert csv_text(text).startswith("'")


@pytest.mark.parametrize("text", ["", "Nam Tuấn", "1.234", "a=b", "'đã có", "12"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert csv_text(text) == text


@given(st.text(max_size=60))
def test_no_field_of_a_csv_file_begins_like_a_formula(text: str) -> None:
    out = StringIO()
    csv.writer(out).writerow([csv_text(text)])
    field = next(csv.reader(StringIO(out.getvalue(), newline="")), [""])[0]
    assert not field.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text(max_size=60) | st.sampled_from(EVIL))
def test_no_cell_of_a_workbook_is_a_formula_and_editing_it_makes_none(text: str) -> None:
    book = Workbook()
    Sheet(book.worksheets[0]).text(1, 1, text)
    stream = BytesIO()
    book.save(stream)
    cell = load_workbook(stream).worksheets[0].cell(1, 1)
    assert cell.data_type != "f"
    assert not str(cell.value or "").lstrip(" ").startswith(("=", "+", "-", "@")) or cell.quotePrefix
