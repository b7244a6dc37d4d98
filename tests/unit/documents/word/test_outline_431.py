"""The report after letter 431: figures, gaps, tables, and the version of one commune."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from documents.tables.literacy_standard import StandardReading
from documents.word.gap import GAP
from documents.word.outline_431.composition import compose
from documents.word.outline_431.placeholders import known_placeholders
from documents.word.outline_431.wording import TITLES
from forms import compile_workbook
from questionnaires.library import questionnaire
from reporting.figures.submitted_answers import UnitAnswers
from reporting.reports.report import Absence
from tests.unit.documents.tables.hoa_an import DISTRICT, literacy
from tests.unit.documents.word.hoa_an import LETTER, answered, form, outline

COMMUNES = DISTRICT.communes
LITERACY_LINES = (
    ("literate_l1_15_25_rate", "7.844/7.916 người, đạt tỷ lệ: 99,09%"),
    ("literate_l1_15_35_rate", "19.925/20.126 người, đạt tỷ lệ: 99,00%"),
    ("literate_l1_15_60_rate", "39.127/39.564 người, đạt tỷ lệ: 98,90%"),
    ("literate_l2_15_25_rate", "7.817/7.916 người, đạt tỷ lệ: 98,75%"),
    ("literate_l2_15_35_rate", "19.776/20.126 người, đạt tỷ lệ: 98,26%"),
    ("literate_l2_15_60_rate", "38.091/39.564 người, đạt tỷ lệ: 96,28%"),
)


@pytest.fixture(scope="module")
def hoa_an() -> Mapping[str, Any]:
    """The placeholders of Hòa An's report with its literacy figures alone."""
    return compose(outline(literacy())).context


@pytest.mark.parametrize(("name", "printed"), LITERACY_LINES)
def test_literacy_lines_are_those_of_the_published_report(
    hoa_an: Mapping[str, Any], name: str, printed: str
) -> None:
    assert hoa_an[name] == printed


def test_table_2_begins_with_the_sums_of_the_district(hoa_an: Mapping[str, Any]) -> None:
    (total,) = hoa_an["table2_total"]
    assert (total.level1, total.level2, total.percent) == ("39.127", "38.091", "96,28")
    assert total.level == "21/21 xã đạt mức độ 2"


def test_tables_have_a_row_for_each_commune_in_the_order_of_the_register(hoa_an: Mapping[str, Any]) -> None:
    assert [row.name.partition(" ")[2].removeprefix("trấn ") for row in hoa_an["table1"]] == [
        unit.name for unit in COMMUNES
    ]
    assert len(hoa_an["table2"]) == 21


def test_a_plan_that_was_skipped_is_an_ellipsis(hoa_an: Mapping[str, Any]) -> None:
    first = hoa_an["table1"][0]
    assert (first.name, first.plan_15_35, first.result_15_35) == ("Thị trấn Nước Hai", "…", "0")


def test_the_total_of_table_1_tells_how_many_plans_it_adds(hoa_an: Mapping[str, Any]) -> None:
    (total,) = hoa_an["table1_total"]
    assert total.result_15_60 == "132"
    assert total.remark == "chỉ tiêu theo 9/21 xã"


def test_the_letter_is_cited_in_full(hoa_an: Mapping[str, Any]) -> None:
    assert hoa_an["letter"] == (
        "Công văn số 431/SGD&ĐT-ĐTBD ngày 17/4/2020 của Sở Giáo dục và Đào tạo tỉnh Cao Bằng về việc "
        f"{LETTER.subject}"
    )


def test_the_register_gives_the_sentence_on_the_units(hoa_an: Mapping[str, Any]) -> None:
    facts = [hoa_an[name] for name in ("unit_kind", "units_count", "units_by_kind", "border_units")]
    assert facts == ["Huyện", "21", "20 xã, 1 thị trấn", "không có"]
    assert not hoa_an["has_border_units"]


def test_figures_of_questionnaires_that_nobody_opened_are_gaps_and_listed(hoa_an: Mapping[str, Any]) -> None:
    assert hoa_an["officials_it_training_rate"] == GAP
    assert hoa_an["overview_text"] == (GAP,)
    listed = [line.partition(":")[0].removeprefix("- ") for line in hoa_an["missing"]]
    assert set(listed) == set(TITLES.values()) - {TITLES["xoa_mu_chu"], TITLES["bien_phong"]}


def test_without_any_answers_the_report_is_made_of_gaps() -> None:
    context = compose(outline()).context
    assert context["literate_l1_15_25_rate"] == GAP
    assert context["tables_missing"] == GAP
    assert context["table1"] == ()


def test_the_draft_says_which_draft_it_is_and_how_many_units_it_counts(hoa_an: Mapping[str, Any]) -> None:
    assert hoa_an["draft_footer"] == (
        "DỰ THẢO lần 1, lập lúc 15:42 ngày 06/5/2020 từ Baocao, theo 21/21 đơn vị đã nộp"
    )


def test_the_approved_version_has_no_notes_of_a_draft() -> None:
    context = compose(replace(outline(literacy()), draft=None)).context
    assert (context["draft_footer"], context["missing"], context["changes"]) == ("", (), ())


def test_a_share_names_the_units_that_are_missing() -> None:
    units = (
        *(answered(unit, officials_total=10, officials_it_training=9) for unit in COMMUNES[:18]),
        *(UnitAnswers(unit=unit, submitted=False) for unit in COMMUNES[18:]),
    )
    context = compose(outline(form("boi_duong", *units))).context
    assert context["officials_it_training_rate"] == (
        "162/180 người, đạt 90,00% (theo 18/21 xã; chưa có: Quang Trung, Trưng Vương, Trương Lương)"
    )
    assert any("chưa nộp: Quang Trung, Trưng Vương, Trương Lương" in line for line in context["missing"])


def test_a_share_without_its_whole_ends_after_the_count() -> None:
    units = [answered(unit, officials_it_training=2) for unit in COMMUNES]
    context = compose(outline(form("boi_duong", *units))).context
    assert context["officials_it_training_rate"] == "42 người"


def test_a_share_of_nothing_has_no_percentage() -> None:
    units = [answered(unit, factory_workers_total=0) for unit in COMMUNES]
    context = compose(outline(form("boi_duong", *units))).context
    assert context["workers_upper_secondary_rate"] == "0 người"


def test_pupils_and_workers_are_added_before_their_percentage_is_taken() -> None:
    one = answered(
        COMMUNES[0], students_total=300, students_life_skills=300, ks_workers_total=100, workers_life_skills=0
    )
    context = compose(outline(form("ky_nang_song", one))).context
    assert context["people_life_skills_rate"] == "300/400 người, đạt 75,00%"


def test_committees_are_counted_over_the_units_that_answered() -> None:
    units = (
        answered(COMMUNES[0], steering_committee=("kien_toan",), steering_rules=("co",)),
        answered(COMMUNES[1], steering_committee=("chua_co",), steering_rules=Absence.PENDING),
    )
    context = compose(outline(form("xhht_chi_dao", *units))).context
    assert (context["units_steering_committee"], context["units_steering_rules"]) == ("1/2", "1/1")
    assert context["without_steering_committee"] == "Chưa có Ban chỉ đạo: Bạch Đằng."


def test_channels_stand_with_their_numbers_of_communes_the_most_used_first() -> None:
    labels = {
        "propaganda_channels": {"loa": "Loa truyền thanh", "hop": "Họp xóm, tổ dân phố", "mang": "Trang tin"}
    }
    units = (
        answered(COMMUNES[0], propaganda_channels=("loa", "hop")),
        answered(COMMUNES[1], propaganda_channels=("hop",)),
    )
    context = compose(outline(form("xhht_chi_dao", *units, labels=labels))).context
    assert context["propaganda_channels"] == "họp xóm, tổ dân phố (2 xã); loa truyền thanh (1 xã)"


def test_documents_are_cited_by_date() -> None:
    rows = (
        {
            "doc_type": "Quyết định",
            "doc_number": "2/QĐ-UBND",
            "doc_date": "2019-10-02",
            "doc_subject": "kiện toàn",
        },
        {
            "doc_type": "Kế hoạch",
            "doc_number": "15/KH-UBND",
            "doc_date": "2019-03-12",
            "doc_subject": "học tập",
        },
        {
            "doc_type": "Khác",
            "doc_number": Absence.NONE,
            "doc_date": "2019-12-01",
            "doc_subject": "Về hội nghị.",
        },
    )
    unit = replace(answered(COMMUNES[15]), rows={"directive": rows})
    context = compose(outline(form("xhht_chi_dao", unit))).context
    (line,) = context["directives"]
    assert line == (
        "- Xã Nam Tuấn: Kế hoạch số 15/KH-UBND ngày 12/3/2019 về học tập; Quyết định số 2/QĐ-UBND ngày 02/10/2019 "
        "về kiện toàn; Văn bản ngày 01/12/2019 Về hội nghị."
    )


def test_border_posts_are_counted_in_border_communes_alone() -> None:
    border = replace(COMMUNES[0], traits={"border": "1"})
    units = (border, *COMMUNES[1:])
    gifts = [
        answered(unit, border_scholarships=5, border_scholarships_value=40_552_000) for unit in units[:2]
    ]
    context = compose(outline(form("bien_phong", *gifts), units=units)).context
    assert context["has_border_units"]
    assert (
        context["border_scholarships"] + context["border_scholarships_value"]
        == "5 suất, trị giá 40.552.000 đồng"
    )


def test_a_unit_that_has_not_submitted_keeps_its_row() -> None:
    reported = literacy()
    units = (*reported.units[:20], UnitAnswers(unit=COMMUNES[20], submitted=False))
    context = compose(outline(replace(reported, units=units))).context
    last = context["table1"][20]
    assert (last.number, last.result_15_35, last.remark) == ("21", "", "chưa báo cáo")
    assert context["table1_total"][0].remark == "chỉ tiêu theo 8/21 xã; kết quả theo 20/21 xã"
    assert context["table2"][20].level == "chưa báo cáo"


def test_table_2_can_be_read_as_marks() -> None:
    context = compose(replace(outline(literacy()), table2_reads=StandardReading.MARKS)).context
    assert (context["table2"][0].level1, context["table2"][0].level2) == ("", "X")
    (total,) = context["table2_total"]
    assert (total.level1, total.level2, total.percent) == ("0", "21", "100,00")


def test_a_changed_figure_is_listed_against_the_draft_before() -> None:
    first = compose(outline(literacy()))
    before = {**first.figures, "literate_l1_15_25_rate": "7.840/7.916 người, đạt tỷ lệ: 99,04%"}
    context = compose(replace(outline(literacy()), draft=2, previous=before)).context
    assert context["changes_heading"] == "Thay đổi so với lần 1:"
    (line,) = context["changes"]
    assert line == (
        "- Biết chữ mức độ 1, từ 15 đến 25 tuổi: 7.840/7.916 người, đạt tỷ lệ: 99,04% → "
        "7.844/7.916 người, đạt tỷ lệ: 99,09%"
    )


def test_a_commune_reports_after_the_same_outline() -> None:
    commune = COMMUNES[1]
    training = answered(
        commune, officials_training_plan=("co",), officials_total=20, officials_it_training=15
    )
    report = outline(
        literacy(),
        form("boi_duong", *(training if unit is commune else answered(unit) for unit in COMMUNES)),
        units=(commune,),
        unit=commune,
    )
    context = compose(report).context
    assert context["one_unit"]
    assert context["officials_it_training_rate"] == "15/20 người, đạt 75,00%"
    assert context["literate_l1_15_25_rate"] == "385/387 người, đạt tỷ lệ: 99,48%"
    assert (
        [row.name for row in context["table1"]] == [row.name for row in context["table2"]] == ["Xã Bạch Đằng"]
    )
    assert (context["table1_total"], context["table2_total"]) == ((), ())
    assert not any("Phòng" in line for line in context["missing"])


class _Asked(dict[str, Any]):
    """Notes which names are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, name: str, default: object = None) -> object:
        self.names.add(name)
        return default

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return False


def _asked_of(form_id: str) -> Iterator[str]:
    unit = replace(COMMUNES[0], traits={"border": "1", "difficult": "0"})
    values, chosen = _Asked(), _Asked()
    answers = UnitAnswers(unit=unit, submitted=True, values=values, chosen=chosen)
    compose(outline(form(form_id, answers), units=(unit, COMMUNES[1])))
    yield from sorted(values.names | chosen.names)


@pytest.mark.parametrize("form_id", TITLES)
def test_every_question_that_the_report_reads_is_in_its_questionnaire(form_id: str) -> None:
    compiled = compile_workbook(questionnaire(form_id).workbook, filename=f"{form_id}.xlsx")
    known = {question.name for question in compiled.questions}
    # Desks are read for the narratives of every heading, too, which none of today's desks has.
    asked = [
        name for name in _asked_of(form_id) if not (form_id.startswith("so_lieu") and name.endswith("_text"))
    ]
    assert asked or form_id == "so_lieu_gddt"  # its rows alone are read
    assert set(asked) <= known


def test_placeholders_are_known_whatever_the_data() -> None:
    assert set(compose(outline(literacy())).context) <= known_placeholders()
