"""The questionnaire on literacy: order, limits, cross rules, and the district's published rates."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from forms import Accepted, CompiledForm, Kind, Refused, World, compile_workbook

WORKBOOK = Path(__file__).parents[3] / "questionnaires" / "xoa_mu_chu" / "xoa_mu_chu.xlsx"
VI, EN = "Tiếng Việt (vi)", "English (en)"
DISTRICT = {
    "age_15_25/pop_15_25": 7916,
    "age_15_25/literate_l1_15_25": 7844,
    "age_15_25/literate_l2_15_25": 7817,
    "age_15_35/pop_15_35": 20126,
    "age_15_35/literate_l1_15_35": 19925,
    "age_15_35/literate_l2_15_35": 19776,
    "age_15_60/pop_15_60": 39564,
    "age_15_60/literate_l1_15_60": 39127,
    "age_15_60/literate_l2_15_60": 38091,
    "classes/xmc_class_result_15_35": 12,
    "classes/xmc_class_result_15_60": 30,
    "after/new_literates": 20,
    "after/post_literacy_continuing": 16,
    "result/xmc_level_attained": 2,
}
ANSWERS = {f"/data/{name}": str(value) for name, value in DISTRICT.items()}


@pytest.fixture(scope="module")
def form() -> CompiledForm:
    return compile_workbook(WORKBOOK.read_bytes(), filename=WORKBOOK.name)


def world(**unit: str) -> World:
    return World(now=datetime(2020, 4, 28, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), unit=unit)


def failed(form: CompiledForm, answers: dict[str, str], **unit: str) -> set[str]:
    filling = form.fill(ANSWERS | answers, world(**unit))
    return {one.check.name for one in filling.failed_checks(VI)}


def test_odk_accepts_it() -> None:
    assert "<h:html" in convert(str(WORKBOOK)).xform


def test_it_asks_in_the_officers_order(form: CompiledForm) -> None:
    names = [path.rpartition("/")[2] for path in form.fill(ANSWERS, world()).questions]
    ages = [
        name
        for age in ("15_25", "15_35", "15_60")
        for name in (f"pop_{age}", f"literate_l1_{age}", f"literate_l2_{age}")
    ]
    classes = [
        "xmc_class_plan_15_35",
        "xmc_class_result_15_35",
        "xmc_class_plan_15_60",
        "xmc_class_result_15_60",
    ]
    assert names == [*ages, *classes, "new_literates", "post_literacy_continuing", "xmc_level_attained"]


def test_everything_but_the_plan_figures_is_required(form: CompiledForm) -> None:
    filling = form.fill({}, world())
    optional = {path for path in filling.questions if path not in filling.missing()}
    assert optional == {"/data/classes/xmc_class_plan_15_35", "/data/classes/xmc_class_plan_15_60"}


def test_the_rates_are_the_published_ones(form: CompiledForm) -> None:
    filling = form.fill(ANSWERS, world())
    rates = {}
    for indicator in form.indicators:
        if indicator.denominator is not None and indicator.name.startswith("literate"):
            part, whole = filling.number(indicator.numerator), filling.number(indicator.denominator)
            assert part is not None
            assert whole is not None
            rates[indicator.name] = (100 * part / whole).quantize(Decimal("0.01"))
    assert list(rates.values()) == [
        Decimal(rate) for rate in ("99.09", "99.00", "98.90", "98.75", "98.26", "96.28")
    ]
    assert filling.value("/data/result/xmc_t2_pct_l2") == "96.28"
    assert (filling.missing(), filling.faults(VI), filling.failed_checks(VI)) == ((), (), ())


def test_every_asked_figure_has_a_short_label_in_both_languages(form: CompiledForm) -> None:
    labelled = {indicator.name: indicator for indicator in form.indicators}
    for question in form.questions:
        if question.kind is Kind.INTEGER:
            assert len(labelled[question.name].label(VI)) <= 30
            assert labelled[question.name].label(EN)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("age_15_25/literate_l1_15_25", "7917", "Không thể lớn hơn tổng số người nhóm này: 7916."),
        ("age_15_25/literate_l2_15_25", "7845", "Không thể lớn hơn số biết chữ mức độ 1 nhóm này: 7844."),
        (
            "age_15_35/pop_15_35",
            "7000",
            "Nhóm 15-35 tuổi gồm cả nhóm 15-25 tuổi (7916 người), nên không thể ít hơn.",
        ),
        ("age_15_25/pop_15_25", "-1", "Xin nhập số nguyên từ 0 trở lên."),
        ("after/post_literacy_continuing", "21", "Không thể lớn hơn số người mới biết chữ: 20."),
    ],
)
def test_a_figure_out_of_bounds_is_refused_in_words(
    form: CompiledForm, name: str, value: str, message: str
) -> None:
    verdict = form.fill(ANSWERS, world()).judge(f"/data/{name}", value, VI)
    assert isinstance(verdict, Refused)
    assert verdict.message == message


def test_a_missing_total_does_not_block_its_part(form: CompiledForm) -> None:
    filling = form.fill({}, world())
    assert filling.judge("/data/age_15_35/literate_l1_15_35", "500", VI) == Accepted()


def test_continuing_learners_are_asked_only_where_someone_became_literate(form: CompiledForm) -> None:
    nobody = form.fill(ANSWERS | {"/data/after/new_literates": "0"}, world())
    assert "/data/after/post_literacy_continuing" not in nobody.questions


def test_differences_between_age_groups_cannot_exceed_the_persons(form: CompiledForm) -> None:
    assert failed(form, {"/data/age_15_35/pop_15_35": "19990"}) >= {"l1_gap_26_35"}
    assert failed(form, {"/data/age_15_25/literate_l2_15_25": "100"}) >= {"l2_gap_26_35"}


def test_the_declared_level_is_held_against_the_decree(form: CompiledForm) -> None:
    low = {"/data/age_15_60/literate_l2_15_60": "30000"}
    assert failed(form, low) == {"level_above_figures"}
    assert failed(form, low, difficult="1") == set()
    assert failed(form, {"/data/result/xmc_level_attained": "1"}) == {"level_below_figures"}
    assert failed(form, low | {"/data/result/xmc_level_attained": "1"}) == set()
    assert failed(form, {"/data/result/xmc_level_attained": "0"}) == {"level_below_figures"}


def test_new_literates_come_from_this_years_and_last_years_classes(form: CompiledForm) -> None:
    answers = ANSWERS | {"/data/after/new_literates": "45"}
    now = world().now
    few = World(now=now, previous={"/data/classes/xmc_class_result_15_60": "10"})
    enough = World(now=now, previous={"/data/classes/xmc_class_result_15_60": "15"})
    assert [one.check.name for one in form.fill(answers, few).failed_checks(VI)] == [
        "new_literates_from_classes"
    ]
    assert form.fill(answers, enough).failed_checks(VI) == ()
    assert form.fill(answers, world()).failed_checks(VI) == ()


def test_the_sheets_are_tidy() -> None:
    book = load_workbook(WORKBOOK)
    assert book.sheetnames == ["survey", "choices", "settings", "indicators", "checks"]
    for sheet in book.worksheets:
        assert sheet.freeze_panes is not None
        assert all(cell.font.bold for cell in sheet[1])
