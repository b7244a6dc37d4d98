from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents.excel.round_workbook import round_workbook
from reporting.figures.completeness import Standing
from reporting.figures.rollup import Measure, UnitFigure, roll_up
from reporting.figures.table import Column, ColumnKind, Line, Row, Table, Value
from reporting.reports.report import Absence
from reporting.rounds.round import Round
from reporting.units.unit import Unit

COLUMNS = (
    Column(key="pop", label="Người 15-25 tuổi", chapter="Xóa mù chữ", kind=ColumnKind.COUNT),
    Column(key="lit", label="Biết chữ mức độ 1", chapter="Xóa mù chữ", kind=ColumnKind.COUNT),
    Column(key="score", label="Điểm", chapter="Đánh giá", kind=ColumnKind.NUMBER),
    Column(key="note", label="Ghi chú", chapter="Đánh giá", kind=ColumnKind.TEXT),
)
TableOf = Callable[..., Table]


@pytest.fixture
def table_of(
    stand: Callable[..., tuple[Standing, ...]], literacy: Round, district: Unit, at: Callable[[str], datetime]
) -> TableOf:
    """Make the table of communes that stand so, with the values given for each in turn."""

    def make(
        words: str, *values: dict[str, Value], previous: dict[str, Value] | None = None, target: str = "96"
    ) -> Table:
        rows = tuple(
            Row(standing=standing, values=of_unit, previous=previous or {})
            for standing, of_unit in zip(stand(words), values, strict=True)
        )
        measure = Measure(name="rate", label="Tỷ lệ biết chữ", is_rate=True, target=Decimal(target))
        count = Measure(name="pop", label="Số người", is_rate=False)
        figures = [
            UnitFigure(
                unit_id=row.standing.unit.id, numerator=row.addend("lit"), denominator=row.addend("pop")
            )
            for row in rows
        ]
        people = [UnitFigure(unit_id=row.standing.unit.id, numerator=row.addend("pop")) for row in rows]
        ids = [row.standing.unit.id for row in rows]
        return Table(
            round=literacy,
            unit=district,
            made_at=at("27/4 07:30"),
            columns=COLUMNS,
            rows=rows,
            lines=(
                Line(figure=roll_up(measure, figures, ids), numerator_key="lit", denominator_key="pop"),
                Line(figure=roll_up(count, people, ids), numerator_key="pop"),
            ),
        )

    return make


def people(pop: int, lit: int | Absence) -> dict[str, Value]:
    return {"pop": Decimal(pop), "lit": lit if isinstance(lit, Absence) else Decimal(lit)}


def opened(table: Table, *, results: bool = False, language: str = "vi") -> Workbook:
    return load_workbook(BytesIO(round_workbook(table, language)), data_only=results)


def sheet(table: Table, name: str = "Số liệu", *, results: bool = False) -> Worksheet:
    found = opened(table, results=results)[name]
    assert isinstance(found, Worksheet)
    return found


def cells(sheet: Worksheet, area: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet[area]]


def test_every_unit_has_its_row_in_the_trees_order(table_of: TableOf) -> None:
    table = table_of("20/4 8/5 11 -", people(431, 427), people(500, 490), {}, {})
    assert cells(sheet(table), "A4:H9") == [
        ["TT", "Đơn vị", "Trạng thái", "Nộp lúc", "Xóa mù chữ", None, "Đánh giá", None],
        [None, None, None, None, "Người 15-25 tuổi", "Biết chữ mức độ 1", "Điểm", "Ghi chú"],
        [1, "Thị trấn Nước Hai", "Đã nộp", datetime(2020, 4, 20, 9), 431, 427, None, None],  # noqa: DTZ001 -- Excel has no zones
        [2, "Xã Bế Triều", "Đã nộp, trễ hạn", datetime(2020, 5, 8, 9), 500, 490, None, None],  # noqa: DTZ001 -- as above
        [3, "Xã Bình Long", "Đang làm 11/24", None, None, None, None, None],
        [4, "Xã Công Trừng", "Chưa bắt đầu", None, None, None, None, None],
    ]


def test_it_says_when_and_from_what_it_was_made(table_of: TableOf) -> None:
    of_units = sheet(table_of("20/4 -", people(431, 427), {}))
    assert of_units["A1"].value == "Xóa mù chữ 2019 · huyện Hòa An"
    assert of_units["A2"].value == (
        "Lập lúc 07:30 ngày 27/4/2020 từ 1/2 báo cáo đã nộp. Hạn: hết thứ Năm 07/5/2020."
    )


def test_the_last_row_adds_the_counts_up_by_formula(table_of: TableOf) -> None:
    table = table_of("20/4 21/4", people(431, 427) | {"score": Decimal("7.5")}, people(500, 490))
    assert cells(sheet(table), "B8:G8") == [
        ["Tổng cộng", "2/2", None, "=SUM(E6:E7)", "=SUM(F6:F7)", None],
    ]


def test_the_formulas_carry_their_results_for_who_cannot_calculate(table_of: TableOf) -> None:
    table = table_of("20/4 21/4", people(431, 427), people(500, 490))
    assert cells(sheet(table, results=True), "E8:F8") == [[931, 917]]
    summary = sheet(table, "Tổng hợp", results=True)
    assert summary["D6"].value == pytest.approx(917 / 931)


def test_a_drafts_values_are_neither_shown_nor_added(table_of: TableOf) -> None:
    table = table_of("20/4 11", people(431, 427), people(500, 490))
    assert cells(sheet(table, results=True), "E7:F8") == [[None, None], [431, 427]]


def test_absences_are_words(table_of: TableOf) -> None:
    values: dict[str, Value] = {"pop": Absence.NONE, "lit": Absence.PENDING, "note": Absence.SKIPPED}
    assert cells(sheet(table_of("20/4", values)), "E6:H6") == [
        ["không có", "chưa có số liệu", None, "bỏ qua"]
    ]


def test_the_rate_is_drawn_from_the_cells_with_the_sums(table_of: TableOf) -> None:
    table = table_of("20/4 21/4 -", people(431, 427), people(500, 490), {})
    assert cells(sheet(table, "Tổng hợp"), "A6:G7") == [
        ["Tỷ lệ biết chữ", "='Số liệu'!F9", "='Số liệu'!E9", "=B6/C6", 0.96, "✓ Đạt", "2/3"],
        ["Số người", None, None, "='Số liệu'!E9", None, None, "2/3"],
    ]


def test_a_unit_that_gave_only_one_of_the_two_is_left_out_by_the_formula_too(table_of: TableOf) -> None:
    table = table_of("20/4 21/4", people(431, 427), people(500, Absence.PENDING), target="99.5")
    formula, ratio = sheet(table, "Tổng hợp")["C6"].value, sheet(table, "Tổng hợp", results=True)
    assert str(formula).startswith("=SUMPRODUCT(")
    assert "ISNUMBER('Số liệu'!F6:F7)" in str(formula)
    assert cells(ratio, "B6:G6") == [[427, 431, pytest.approx(427 / 431), 0.995, "Chưa đạt", "1/2"]]


def test_where_the_columns_do_not_give_the_indicator_its_figures_are_written_out(table_of: TableOf) -> None:
    table = table_of("20/4", people(431, 427))
    lines = tuple(replace(line, numerator_key="score", denominator_key="pop") for line in table.lines)
    for changed in (lines, tuple(replace(line, numerator_key="") for line in table.lines)):
        assert cells(sheet(replace(table, lines=changed), "Tổng hợp"), "B6:C6") == [[427, 431]]


def test_without_anything_to_divide_by_the_rate_says_so(table_of: TableOf) -> None:
    assert sheet(table_of("-", {}), "Tổng hợp")["D6"].value == "chưa có số liệu"


@pytest.mark.parametrize("text", ["=1+1", "+84 912", "-5", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x")'])
def test_what_looks_like_a_formula_stays_text(table_of: TableOf, text: str) -> None:
    cell = sheet(table_of("20/4", {"note": text}))["H6"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix


def test_signs_that_a_workbook_cannot_hold_are_dropped_and_endless_text_is_cut(table_of: TableOf) -> None:
    assert sheet(table_of("20/4", {"note": "a\x00b\x0bc"}))["H6"].value == "abc"
    assert len(str(sheet(table_of("20/4", {"note": "a" * 40_000}))["H6"].value)) == 32_767


def test_the_previous_period_has_a_sheet_and_what_moved_is_shaded(table_of: TableOf) -> None:
    table = table_of("20/4 21/4", people(400, 390), people(600, 390), previous=people(400, 395))
    of_units = sheet(table)
    assert of_units["E7"].fill.start_color.rgb != of_units["E6"].fill.start_color.rgb
    assert of_units["F7"].fill.start_color.rgb == of_units["F6"].fill.start_color.rgb
    assert cells(sheet(table, "Kỳ trước", results=True), "B6:D8") == [
        ["Thị trấn Nước Hai", 400, 395],
        ["Xã Bế Triều", 400, 395],
        ["Tổng cộng", 800, 790],
    ]


def test_without_previous_figures_there_is_no_such_sheet(table_of: TableOf) -> None:
    assert opened(table_of("20/4", people(1, 1))).sheetnames == ["Số liệu", "Tổng hợp"]
    assert opened(table_of("20/4", people(1, 1)), language="en").sheetnames == ["Figures", "Summary"]


def test_it_prints_on_a4_across_with_its_heading_on_every_page(table_of: TableOf) -> None:
    of_units = sheet(table_of("20/4", people(431, 427)))
    assert (of_units.page_setup.orientation, of_units.page_setup.paperSize) == ("landscape", 9)
    assert (of_units.page_setup.fitToWidth, of_units.page_setup.fitToHeight) == (1, 0)
    assert (of_units.print_title_rows, of_units.print_title_cols) == ("$4:$5", "$A:$B")
    assert of_units.freeze_panes == "C6"
    assert of_units["E6"].number_format == "#,##0"


def test_the_same_table_gives_the_same_bytes(table_of: TableOf) -> None:
    table = table_of("20/4 -", people(431, 427), {}, previous=people(1, 1))
    first = round_workbook(table, "vi")
    assert round_workbook(table, "vi") == first
    with ZipFile(BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2020, 4, 27, 7, 30, 0)}
        core = package.read("docProps/core.xml")
    for moment in (b"created", b"modified"):
        assert b"<dcterms:%s " % moment in core
    assert core.count(b"2020-04-27T00:30:00Z") == 2
