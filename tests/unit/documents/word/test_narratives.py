"""Gathering of the communes' texts under a heading."""

from collections.abc import Mapping
from typing import Any

from documents.word.outline_431.composition import compose
from reporting.figures.submitted_answers import UnitAnswers
from reporting.figures.table import Value
from reporting.reports.report import Absence
from tests.unit.documents.tables.hoa_an import DISTRICT
from tests.unit.documents.word.hoa_an import answered, form, outline

COMMUNES = DISTRICT.communes
NAMES = {unit.name: unit for unit in COMMUNES}


def strengths(*units: UnitAnswers) -> Mapping[str, Any]:
    return compose(outline(form("danh_gia_chung", *units))).context


def told(name: str, text: Value) -> UnitAnswers:
    return answered(NAMES[name], strengths_text=text)


def test_each_unit_has_a_paragraph_with_its_lines_joined() -> None:
    context = strengths(
        told("Nam Tuấn", "Cấp ủy quan tâm.\n\nCán bộ nhiệt tình."), told("Đức Long", "Có trung tâm")
    )
    assert context["strengths_text"] == (
        "- Xã Nam Tuấn: Cấp ủy quan tâm; Cán bộ nhiệt tình.",
        "- Xã Đức Long: Có trung tâm",
    )


def test_equal_texts_are_printed_once() -> None:
    context = strengths(
        told("Nước Hai", "Được quan tâm."), told("Nam Tuấn", "Khó khăn"), told("Đức Long", "được  quan tam")
    )
    assert context["strengths_text"] == (
        "- Thị trấn Nước Hai, xã Đức Long: Được quan tâm.",
        "- Xã Nam Tuấn: Khó khăn",
    )


def test_units_that_have_not_answered_are_named_last() -> None:
    context = strengths(
        told("Nam Tuấn", "Tốt."),
        told("Đức Long", Absence.PENDING),
        UnitAnswers(unit=NAMES["Dân Chủ"], submitted=False),
    )
    assert context["strengths_text"] == ("- Xã Nam Tuấn: Tốt.", "Chưa có ý kiến: Đức Long, Dân Chủ.")


def test_nothing_is_an_opinion_and_prints_nothing() -> None:
    context = strengths(told("Nam Tuấn", "Tốt."), told("Đức Long", Absence.NONE))
    assert context["strengths_text"] == ("- Xã Nam Tuấn: Tốt.",)


def test_a_heading_to_which_all_units_have_nothing_says_so() -> None:
    context = strengths(told("Nam Tuấn", Absence.NONE), told("Đức Long", Absence.NONE))
    assert context["strengths_text"] == ("Không có.",)


def test_twelve_paragraphs_stay_under_their_heading() -> None:
    context = strengths(*(answered(unit, strengths_text=f"Ý {unit.name}") for unit in COMMUNES[:12]))
    assert len(context["strengths_text"]) == 12
    assert context["annexes"] == ()


def test_more_paragraphs_go_to_an_annex() -> None:
    units = [
        answered(unit, strengths_text=f"Ý {unit.name}", limits_text=f"Khó {unit.name}")
        for unit in COMMUNES[:18]
    ]
    context = strengths(*units)
    assert context["strengths_text"] == ("Ý kiến của 18 xã: xem Phụ lục 1.",)
    assert context["limits_text"] == ("Ý kiến của 18 xã: xem Phụ lục 2.",)
    assert [annex.title for annex in context["annexes"]] == [
        "Phụ lục 1: Ý kiến của các xã về ưu điểm",
        "Phụ lục 2: Ý kiến của các xã về tồn tại, hạn chế",
    ]
    assert len(context["annexes"][0].paragraphs) == 18


def test_long_texts_go_to_an_annex() -> None:
    context = strengths(told("Nam Tuấn", "dài " * 2000), told("Đức Long", "ngắn"))
    assert context["strengths_text"] == ("Ý kiến của 2 xã: xem Phụ lục 1.",)


def test_the_desk_speaks_first() -> None:
    desk = form("so_lieu_gddt", answered(DISTRICT.supervisor.unit, strengths_text="Huyện chỉ đạo sát."))
    communes = form("danh_gia_chung", told("Nam Tuấn", "Tốt."))
    assert compose(outline(desk, communes)).context["strengths_text"] == (
        "Huyện chỉ đạo sát.",
        "- Xã Nam Tuấn: Tốt.",
    )


def test_a_commune_reports_its_own_lines_without_its_name() -> None:
    commune = NAMES["Nam Tuấn"]
    own = form("danh_gia_chung", told("Nam Tuấn", "Cấp ủy quan tâm.\n- Cán bộ nhiệt tình."))
    context = compose(outline(own, units=(commune,), unit=commune)).context
    assert context["strengths_text"] == ("- Cấp ủy quan tâm.", "- Cán bộ nhiệt tình.")
