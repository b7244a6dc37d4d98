"""The two tables of the outline in its template."""

from collections.abc import Sequence
from typing import Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Length
from docx.table import Table

from documents.word import page_styles as styles
from documents.word.page_frame import PageFrame, fill_cell, keep_heading

CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT

_WIDTHS_1: Final = (1.1, 3.9, 2.2, 2.3, 2.2, 2.3, 2.5)
_WIDTHS_2: Final = (1.1, 4.0, 1.6, 2.2, 2.2, 2.5, 2.9)
_PLAN, _RESULT = "Chỉ tiêu Kế hoạch giao năm {{ year }}", "Kết quả thực hiện đạt được trong năm {{ year }}"
_FIELDS_1: Final = ("number", "name", "plan_15_35", "result_15_35", "plan_15_60", "result_15_60", "remark")
_FIELDS_2: Final = ("number", "name", "border", "level1", "level2", "percent", "level")
_ALIGNED_1: Final = (CENTRE, LEFT, RIGHT, RIGHT, RIGHT, RIGHT, CENTRE)
_ALIGNED_2: Final = (CENTRE, LEFT, CENTRE, RIGHT, RIGHT, RIGHT, CENTRE)


def add_table1(page: PageFrame) -> None:
    """Add table 1: literacy classes, with two heading rows."""
    table = page.table(_lengths(_WIDTHS_1))
    table.add_row()
    for column, text in ((0, "STT"), (1, "Đơn vị xã"), (6, 'Ghi chú (điền "X" đối với xã biên giới)')):
        fill_cell(table.cell(0, column).merge(table.cell(1, column)), text, styles.TABLE_HEAD)
    for column, text in (
        (2, "Học viên độ tuổi 15\u00a0-\u00a035"),
        (4, "Học viên độ tuổi 15\u00a0-\u00a060"),
    ):
        fill_cell(table.cell(0, column).merge(table.cell(0, column + 1)), text, styles.TABLE_HEAD)
        fill_cell(table.cell(1, column), _PLAN, styles.TABLE_HEAD)
        fill_cell(table.cell(1, column + 1), _RESULT, styles.TABLE_HEAD)
    _add_rows(table, "table1", _FIELDS_1, _ALIGNED_1)
    _add_rows(table, "table1_total", _FIELDS_1, _ALIGNED_1, bold=True)
    keep_heading(table, 2)


def add_table2(page: PageFrame) -> None:
    """Add table 2: the literacy standard, with its total first."""
    table = page.table(_lengths(_WIDTHS_2))
    heads = (
        "TT",
        "Đơn vị xã",
        "Xã biên giới",
        "Mức độ 1",
        "Mức độ 2",
        "Tỷ lệ (%) cấp xã đạt mức độ 2",
        "Xã đạt mức độ",
    )
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        fill_cell(cell, text, styles.TABLE_HEAD)
    _add_rows(table, "table2_total", _FIELDS_2, _ALIGNED_2, bold=True, name="TỔNG")
    _add_rows(table, "table2", _FIELDS_2, _ALIGNED_2)
    keep_heading(table, 1)


def _add_rows(
    table: Table,
    rows: str,
    fields: Sequence[str],
    aligned: Sequence[WD_ALIGN_PARAGRAPH],
    *,
    bold: bool = False,
    name: str = "",
) -> None:
    """Add a row for each row of a list."""
    fill_cell(table.add_row().cells[0], f"{{%tr for row in {rows} %}}", styles.TABLE_TEXT)
    for cell, field, align in zip(table.add_row().cells, fields, aligned, strict=True):
        text = name if name and field == "name" else f"{{{{ row.{field} }}}}"
        fill_cell(cell, text, styles.TABLE_TEXT, align)
        cell.paragraphs[0].runs[0].bold = bold or None
    fill_cell(table.add_row().cells[0], "{%tr endfor %}", styles.TABLE_TEXT)


def _lengths(centimetres: Sequence[float]) -> list[Length]:
    return [Cm(each) for each in centimetres]
