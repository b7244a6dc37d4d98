"""Workbooks of units and people that are broken or mean harm: refused in one line, before they eat anything."""

import tracemalloc
import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest
from openpyxl import Workbook

from documents.loading.workbook_reader import MOST_ROWS, Book
from forms import FormRefused

MEGABYTES = 150
SHEET = "xl/worksheets/sheet1.xml"
DEEP = 1_048_576  # Excel's last row


def parts_of(rows: int = 3) -> dict[str, bytes]:
    """Return a small workbook's parts."""
    book = Workbook()
    for row in range(rows):
        book.worksheets[0].append([f"HA{row}", "Nam Tuấn"])
    stream = BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_rows(rows: bytes, after: bytes = b"") -> bytes:
    """Return a workbook whose sheet holds these rows."""
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows
        + b"</sheetData>"
        + after
        + b"</worksheet>"
    )
    return packed({**parts_of(), SHEET: sheet})


def cell(place: str, value: str, more: str = "") -> bytes:
    return f'<row r="{place.strip("A")}"><c r="{place}"{more}><v>{value}</v></c></row>'.encode()


def read(data: bytes) -> list[list[str]]:
    """Read a workbook as the commands do, in bounded memory."""
    tracemalloc.start()
    try:
        with Book(data, "xa.xlsx") as book:
            found = [[each.text for each in cells] for title in book.titles for _, cells in book.rows(title)]
            for title in book.titles:
                book.lines_across(title)
        return found
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < MEGABYTES * 2**20


def refusal(data: bytes) -> str:
    with pytest.raises(FormRefused) as refused:
        read(data)
    (finding,) = refused.value.findings
    return finding.code


def merges(*blocks: str) -> bytes:
    cells = "".join(f'<mergeCell ref="{block}"/>' for block in blocks)
    return f"<mergeCells>{cells}</mergeCells>".encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(with_rows(b"<row/>" * 2_000_001), "too_many_cells", id="rows"),
        pytest.param(
            with_rows(b"<row>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row>"), "too_many_cells", id="columns"
        ),
        pytest.param(with_rows(b"<is>" * 1_000_001 + b"</is>" * 1_000_001), "too_many_cells", id="depth"),
        pytest.param(with_rows(cell(f"A{DEEP}", "1")), "sheet_too_long", id="Excel's last row"),
        pytest.param(with_rows(cell("A2000000000", "1")), "sheet_too_long", id="no row of Excel's"),
        pytest.param(
            with_rows(cell("A1", "1"), merges(*[f"A1:A{DEEP}"] * 2000)), "not_a_workbook", id="merged"
        ),
        pytest.param(
            packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}),
            "not_a_workbook",
            id="docx",
        ),
        pytest.param(packed({**parts_of(), "xl/styles.xml": b"<x"}), "not_a_workbook", id="styles"),
        pytest.param(with_rows(b"")[:900], "not_a_workbook", id="cut off"),
        pytest.param(packed({**parts_of(), SHEET: b"<worksheet"}), "not_a_workbook", id="cut-off sheet"),
        pytest.param(with_rows(cell("A1", "9999", ' t="s"')), "not_a_workbook", id="no such text"),
        pytest.param(with_rows(cell("A1", "9" * 5000)), "not_a_workbook", id="a number without end"),
        pytest.param(with_rows(cell("A1", "9" * 400)), "not_a_workbook", id="a number too large"),
        pytest.param(with_rows(cell("A1", "99-99-99", ' t="d"')), "not_a_workbook", id="no day"),
        pytest.param(with_rows(b'<row r="x"><c r="@@"/></row>'), "not_a_workbook", id="no row"),
        pytest.param(
            packed({**parts_of(), SHEET: b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'}),
            "hostile_xml",
            id="entity",
        ),
        pytest.param(packed({**parts_of(), "xl/vbaProject.bin": b"x"}), "macros", id="macros"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old_excel", id="a password"),
        pytest.param(b"", "not_a_workbook", id="empty"),
        pytest.param("Mã;Tên\nHA01;Nam Tuấn\n".encode(), "not_a_workbook", id="csv"),
        pytest.param(b"PK\3\4" + b"\0" * 6_000_000, "file_too_large", id="too large"),
    ],
)
def test_what_is_broken_or_means_harm_is_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_names_that_lead_outside_are_no_names_of_files() -> None:
    data = packed({**parts_of(), "../../../xa.txt": b"x", "/xa.txt": b"x", "C:\\xa.txt": b"x"})
    assert [row[:2] for row in read(data)] == [[f"HA{row}", "Nam Tuấn"] for row in range(3)]


def test_a_sheet_as_long_as_may_be_is_read() -> None:
    assert [row[0] for row in read(with_rows(cell(f"A{MOST_ROWS}", "1")))] == ["1"]
