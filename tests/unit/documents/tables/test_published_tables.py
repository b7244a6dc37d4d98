"""The tables of Hòa An's report 298/BC-UBND, cell by cell; docs/documents/deviations.md lists the deviations."""

import json
from pathlib import Path

import pytest

from documents.tables.annex_table import annex_table
from documents.tables.learning_centres import learning_centres
from documents.tables.literacy_classes import literacy_classes
from documents.tables.literacy_standard import literacy_standard
from documents.tables.plan_annex import default_annex
from documents.tables.printed_table import PrintedTable
from documents.tables.ratings import ratings
from documents.tables.vocational_training import vocational_training
from reporting.rounds.period import Period
from tests.unit.documents.tables.hoa_an import history, literacy, periods

Grid = list[list[str]]
DEVIATIONS = Path(__file__).parents[4] / "docs" / "documents" / "deviations.md"


@pytest.fixture
def printed(shared: Path) -> dict[str, Grid]:
    """The cells as the published report prints them."""
    text = (shared / "domain" / "expected_tables.json").read_text(encoding="utf-8")
    return {
        name: [row["cells"] for row in rows] for name, rows in json.loads(text).items() if name != "_meta"
    }


def cells(table: PrintedTable) -> Grid:
    return [list(row) for row in (*table.header_grid, *table.rows)]


def differences(printed: Grid, made: Grid) -> list[tuple[str, str]]:
    """Return the differing cells: as printed, as made."""
    assert [len(row) for row in printed] == [len(row) for row in made]
    return [
        pair
        for old, new in zip(printed, made, strict=True)
        for pair in zip(old, new, strict=True)
        if pair[0] != pair[1]
    ]


def test_learning_centres_equal_the_published_table(printed: dict[str, Grid]) -> None:
    table = learning_centres(history(), periods("2016Sep", "2017Sep", "2018Sep", "2019Sep"))
    assert cells(table) == printed["T4_tthtcd"]


def test_vocational_training_equals_the_published_table(printed: dict[str, Grid]) -> None:
    table = vocational_training(history(), periods(*(str(year) for year in range(2010, 2020))))
    assert cells(table) == printed["T6_dao_tao_nghe"]


def test_ratings_equal_the_published_table_but_for_one_share(printed: dict[str, Grid]) -> None:
    remarks = {Period.parse("2017"): "{n} xã thí điểm"}
    table = ratings(history(), periods("2017", "2018", "2019"), remarks=remarks)
    assert differences(printed["T5_xep_loai"], cells(table)) == [("52,5", "52,4")]


def test_the_annex_equals_the_published_table_but_for_a_repeated_row_and_a_typing_error(
    printed: dict[str, Grid],
) -> None:
    published = printed["T3_phu_luc"]
    assert published[2] == published[3]
    (difference,) = differences(
        [*published[:2], *published[3:]], cells(annex_table(default_annex(), history()))
    )
    assert difference[0].replace("moi", "mới") == difference[1]


def test_every_deviation_is_explained() -> None:
    page = DEVIATIONS.read_text(encoding="utf-8")
    assert all(word in page for word in ("52,5", "52,4", "moi", "Xóa mù chữ"))


def test_tables_1_and_2_have_the_headers_of_the_letter(printed: dict[str, Grid]) -> None:
    assert [list(row) for row in literacy_classes(literacy(), 2019).header_grid] == printed["T1_431_form"]
    standard = literacy_standard(literacy(), 2019)
    assert list(standard.header_grid[0]) == printed["T2_431_form"][0]
    assert list(standard.rows[0][:2]) == printed["T2_431_form"][1][:2]


def test_table_2_sums_to_the_published_figures() -> None:
    table = literacy_standard(literacy(), 2019)
    assert table.rows[0] == ("", "TỔNG", "", "39.127", "38.091", "96,28", "21/21 xã đạt mức độ 2")
    assert len(table.rows) == 22


def test_table_1_sums_every_commune() -> None:
    table = literacy_classes(literacy(), 2019)
    assert len(table.rows) == 22
    assert table.rows[0] == ("1", "Thị trấn Nước Hai", "…", "0", "…", "0", "")
    assert table.rows[-1][:2] == ("", "Tổng")
