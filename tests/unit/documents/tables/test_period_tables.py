from dataclasses import replace
from decimal import Decimal

from documents.tables.annex_table import annex_table
from documents.tables.answered_figures import unit_figures
from documents.tables.learning_centres import centre_sentences, centres_by_unit, learning_centres
from documents.tables.place_figures import PlaceFigures
from documents.tables.plan_annex import AnnexRow, PlanAnnex, YearSpan, default_annex
from documents.tables.ratings import ratings
from documents.tables.vocational_training import vocational_training
from reporting.figures.figure import Figure, FigureBook, Qualifier
from reporting.figures.rollup import UnitFigure
from reporting.rounds.period import Period
from tests.unit.documents.tables.hoa_an import COMMUNES, history, literacy, periods

SCHOOL_YEAR, YEAR = Period.parse("2020Sep"), Period.parse("2020")
CODES = tuple(unit.code for unit in COMMUNES)


def figure(
    name: str, code: str, period: Period, value: int, qualifier: Qualifier = Qualifier.EXACT
) -> Figure:
    return Figure(indicator=name, unit_code=code, period=period, value=Decimal(value), qualifier=qualifier)


def of_communes(*figures: Figure) -> PlaceFigures:
    return PlaceFigures(book=FigureBook(figures), place_code="HA", unit_codes=CODES)


def test_figures_of_communes_are_added_and_the_remark_says_by_how_many() -> None:
    figures = of_communes(
        *(figure("clc_topics", code, SCHOOL_YEAR, 10) for code in CODES[:18]),
        *(figure("clc_participants", code, SCHOOL_YEAR, 600) for code in CODES[:18]),
    )
    (row,) = learning_centres(figures, [SCHOOL_YEAR]).rows
    assert row == ("2020-2021", "180", "", "10800", "theo 18/21 xã")


def test_published_figures_go_before_sums() -> None:
    figures = of_communes(figure("voc_classes", "HA", YEAR, 7), figure("voc_classes", CODES[0], YEAR, 1000))
    assert vocational_training(figures, [YEAR]).rows == (
        ("2020", "7", "", "", "", "", "", ""),
        ("Cộng", "7", "", "", "", "", "", ""),
    )


def test_an_approximate_figure_makes_its_sum_approximate() -> None:
    figures = of_communes(
        figure("clc_participants", CODES[0], SCHOOL_YEAR, 24000, Qualifier.ABOUT),
        figure("clc_participants", CODES[1], SCHOOL_YEAR, 5),
    )
    assert learning_centres(figures, [SCHOOL_YEAR]).rows[0][3] == "trên 24005"


def test_the_sum_of_school_years_is_a_setting() -> None:
    years = periods("2016Sep", "2017Sep", "2018Sep", "2019Sep")
    table = learning_centres(history(), years, with_total=True)
    assert table.rows[-1] == ("Cộng", "664", "586", "37572", "")
    assert table.bold_rows == {4}


def test_the_centres_and_their_staff_are_told_in_two_sentences() -> None:
    assert centre_sentences(history(), Period.parse("2019Sep")) == (
        "Tổng số TTHTCĐ: 21, Tỷ lệ TTHTCĐ/xã(thị trấn): 21/21",
        "Tổng số CBQL TTHTCĐ: 63; Cán bộ Kế toán, Thủ quỹ: 42",
    )
    assert centre_sentences(history(), Period.parse("2016Sep")) == ()


def test_a_school_year_by_commune_ends_with_its_sum() -> None:
    book = FigureBook([figure("clc_topics", CODES[0], SCHOOL_YEAR, 12)])
    rows = centres_by_unit(book, COMMUNES[:2], SCHOOL_YEAR).rows
    assert rows[0] == ("1", "Thị trấn Nước Hai", "12", "", "", "")
    assert rows[-1] == ("", "Cộng", "12", "", "", "theo 1/2 xã")


def test_ratings_by_commune_are_shares_of_all_communes() -> None:
    good, fair = "cdht_rating_good", "cdht_rating_fair"
    all_rated = of_communes(
        *(figure(good, code, YEAR, int(code == CODES[0])) for code in CODES),
        *(figure(fair, code, YEAR, int(code != CODES[0])) for code in CODES),
    )
    assert ratings(all_rated, [YEAR]).rows[0][:5] == ("2020", "1", "4,8", "20", "95,2")
    some_rated = of_communes(*(figure(fair, code, YEAR, 1) for code in CODES[:9]))
    assert ratings(some_rated, [YEAR]).rows == (
        ("2020", "", "", "9/21", "", "", "", "", "", "09/21 xã được đánh giá"),
    )
    assert ratings(of_communes(), [YEAR]).rows == (("2020", *[""] * 9),)


def test_the_round_of_the_year_gives_the_age_bands() -> None:
    figures = of_communes(*unit_figures(literacy(), YEAR))
    by_number = {row[0]: row for row in annex_table(default_annex(), figures).rows[1:4]}
    assert by_number["1"][11:13] == ("7817", "98,75")
    assert by_number["2"][11:13] == ("11959", "97,94")
    assert by_number["3"][11:13] == ("18315", "94,22")


def test_a_rate_gives_its_denominator_to_the_count_with_the_same_numerator() -> None:
    answers = literacy(missing=20)
    unit_id = COMMUNES[0].id
    taught = UnitFigure(unit_id=unit_id, numerator=Decimal(50))
    rate = UnitFigure(unit_id=unit_id, numerator=Decimal(50), denominator=Decimal(80))
    indicators = {"students_life_skills": taught, "students_life_skills_rate": rate, "institutions": taught}
    units = (replace(answers.units[0], values={}, figures=indicators), *answers.units[1:])
    found = {each.indicator: each for each in unit_figures(replace(answers, units=units), YEAR)}
    assert found["students_life_skills"].denominator == 80
    assert found["institutions"].denominator is None


def test_percentages_are_not_added() -> None:
    printed = Figure(
        indicator="rate",
        unit_code=CODES[0],
        period=YEAR,
        value=Decimal(30),
        printed_percent=Decimal(100),
    )
    span = YearSpan(first=2020, last=2020)
    annex = PlanAnnex(
        title="Phụ lục",
        target=span,
        result=span,
        forecasts=(),
        rows=(AnnexRow(number="1", label="Chỉ tiêu", indicator="rate"),),
    )
    assert annex_table(annex, of_communes(printed)).rows == (("1", "Chỉ tiêu", "", "30", "", "", ""),)


def test_years_and_forecasts_of_the_annex_are_data() -> None:
    annex = replace(
        default_annex(), result=YearSpan(first=2021, last=2023), forecasts=(YearSpan(first=2026, last=2030),)
    )
    table = annex_table(annex, history())
    assert len(table.columns) == 3 + 6 + 1 + 1 + 1
    assert [cell.text for cell in table.header[1]] == ["2021", "2022", "2023"]
    assert table.rows[1][-2] == "99,5"
