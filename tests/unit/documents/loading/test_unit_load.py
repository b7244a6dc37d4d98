from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from documents.loading.unit_load import UnitLoad, plan_units, read_units
from documents.loading.unit_template import unit_template
from reporting.units.history import Life, Register
from reporting.units.unit import Unit
from tests.support.spreadsheet import saved, workbook
from texts.catalogue import LANGUAGES, catalogue

TODAY = date(2025, 8, 15)
REFORM = date(2025, 7, 1)
HEADING = (
    "Mã",
    "Loại",
    "Tên",
    "Cấp trên",
    "Có từ ngày",
    "Hết ngày",
    "Thay đổi từ ngày",
    "Thay cho",
    "Biên giới",
    "Số dân",
)
DISTRICT: tuple[tuple[object, ...], ...] = (
    ("04", "tỉnh", "Cao Bằng"),
    ("042", "huyện", "Hòa An", "04"),
    ("043", "huyện", "Thạch An", "04"),
    ("01267", "TT.", "Nước Hai", "042"),
    ("01279", "xã", "Nam Tuấn", "042"),
    ("01268", "xa", "Đức Long", "042"),
    ("01300", "xã", "Đức Long", "043"),
)


def load(*rows: Sequence[object], register: Register | None = None) -> UnitLoad:
    sheet = read_units(workbook([HEADING, *rows]), "units.xlsx")
    return plan_units(sheet, register or Register(), TODAY)


def settled() -> Register:
    planned = load(*DISTRICT)
    assert planned.problems == ()
    return planned.after


def unit(register: Register, code: str, day: date = date.max) -> Unit:
    life = register.by_code(code)
    assert isinstance(life, Life)
    return life.on(day)


def faults(planned: UnitLoad) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.fault) for each in planned.problems]


def test_new_units_are_added_in_any_order() -> None:
    planned = load(*reversed(DISTRICT))
    assert planned.problems == ()
    assert len(planned.changes.added) == 7
    assert unit(planned.after, "01267").full_name == "thị trấn Nước Hai"
    commune = unit(planned.after, "01279")
    assert [planned.after[each].code for each in planned.after.line(commune.id, TODAY)] == [
        "01279",
        "042",
        "04",
    ]


def test_loading_twice_changes_nothing() -> None:
    rows = [
        *DISTRICT,
        ("01280", "xã", "Nam Tuấn Mới", "04", REFORM, None, None, "01279; 01268"),
        ("01267", None, "Nước Hai", "04", None, None, REFORM, None, "x"),
        ("042", None, "Hòa An", None, None, REFORM - timedelta(days=1)),
    ]
    before = settled()
    once = load(*rows[-3:], register=before)
    assert once.problems == ()
    assert once.changes
    twice = load(*rows[-3:], register=once.after)
    assert twice.problems == ()
    assert not twice.changes
    assert twice.unchanged == 3


def test_a_slip_of_the_pen_is_corrected_for_all_time() -> None:
    planned = load(("01279", None, "Nam Tuân", None, None, None, None, None, "x"), register=settled())
    assert [(each.what, each.old, each.new, each.on) for each in planned.changes.changed] == [
        ("name", "Nam Tuấn", "Nam Tuân", None),
        ("border", "", "1", None),
    ]
    assert unit(planned.after, "01279", date(2019, 1, 1)).name == "Nam Tuân"


def test_how_many_people_live_there_is_kept_where_it_is_a_number() -> None:
    row = ("01279", None, None, None, None, None, None, None, None)
    assert unit(load((*row, "4.820"), register=settled()).after, "01279").population == 4820
    assert unit(load((*row, 4820), register=settled()).after, "01279").population == 4820
    assert faults(load((*row, "nhiều"), register=settled())) == [(2, "population", "population")]
    assert unit(settled(), "01279").population is None


def test_a_change_with_its_day_leaves_the_past_as_it_was() -> None:
    planned = load(("01279", "phường", "Nam Tuấn", "043", None, None, REFORM), register=settled())
    assert [(each.what, each.on) for each in planned.changes.changed] == [
        ("kind", REFORM),
        ("parent", REFORM),
    ]
    after = planned.after
    assert unit(after, "01279").kind == "phường"
    before = unit(after, "01279", REFORM - timedelta(days=1))
    assert (before.kind, before.parent_id) == ("xã", unit(after, "042").id)


def test_a_merger_a_split_and_an_ending_are_recorded() -> None:
    planned = load(
        ("01280", "xã", "Nam Tuấn", "04", REFORM, None, None, "01279, 01268"),
        ("01290", "phường", "Một", "04", REFORM, None, None, "01267"),
        ("01291", "phường", "Hai", "04", REFORM, None, None, "01267"),
        ("042", None, "Hòa An", None, None, REFORM - timedelta(days=1)),
        register=settled(),
    )
    assert planned.problems == ()
    ended = {each.life.code: [heir.code for heir in each.heirs] for each in planned.changes.ended}
    assert ended == {"01279": ["01280"], "01268": ["01280"], "01267": ["01290", "01291"], "042": []}


def test_a_unit_that_takes_others_in_goes_on() -> None:
    planned = load(("01279", None, "Nam Tuấn", None, None, None, REFORM, "01279; 01268"), register=settled())
    assert planned.problems == ()
    assert unit(planned.after, "01279").valid_to is None
    assert unit(planned.after, "01268").valid_to == REFORM - timedelta(days=1)


def test_what_lies_below_an_ended_district_moves_up() -> None:
    planned = load(("043", None, "Thạch An", None, None, REFORM - timedelta(days=1)), register=settled())
    assert unit(planned.after, "01300").parent_id == unit(planned.after, "04").id
    assert [(each.what, each.on) for each in planned.changes.changed] == [("parent", REFORM)]


def test_codes_that_lost_their_zeros_are_still_known() -> None:
    planned = load((1279, None, "Nam Tuấn", 42, None, None, None, None, "x"), register=settled())
    assert planned.problems == ()
    assert [each.life.code for each in planned.changes.changed] == ["01279"]


def test_a_new_code_that_may_have_lost_its_zeros_is_asked_about() -> None:
    planned = load((1281, "xã", "Bế Triều", "042"), register=settled())
    assert faults(planned) == [(2, "code", "zeros_lost")]
    assert planned.problems[0].parameters["whole"] == "01281"


def test_parents_may_be_given_by_name() -> None:
    planned = load(("01281", "xã", "Bế Triều", "huyen hoa an"), register=settled())
    assert unit(planned.after, "01281").parent_id == unit(planned.after, "042").id


def test_an_ambiguous_name_is_a_problem_with_its_candidates() -> None:
    planned = load(("01282", "thôn", "Nà Pá", "Đức Long"), register=settled())
    assert faults(planned) == [(2, "parent", "unsure_unit")]
    assert planned.problems[0].parameters["candidates"] == "xã Đức Long (01268), xã Đức Long (01300)"


def test_all_problems_are_said_at_once_by_row() -> None:
    planned = load(
        ("01281", "xả lạ", "Bế Triều", "042"),
        ("01282", "xã", None, "042"),
        (None, "xã", "Không Mã", "042"),
        ("01283", "xã", "Hồng Nam", "Mường Khương"),
        ("01284", "xã", "Hà Trì", "042", "hôm nào đó"),
        ("01285", "xã", "Hồng Việt", "042", date(2026, 1, 1)),
        ("01286", "xã", "Công Trừng", "042"),
        ("01286", "xã", "Công Trừng", "042"),
        ("01287", "xã", "Trương Lương", "042", None, None, None, "01279"),
        ("01288", "xã", "Dân Chủ", "=A1&B1", None, None, None, None, "có lẽ"),
        register=settled(),
    )
    assert faults(planned) == [
        (2, "kind", "kind"),
        (3, "name", "missing"),
        (4, "code", "missing"),
        (5, "parent", "unknown_unit"),
        (6, "valid_from", "day"),
        (7, "valid_from", "future"),
        (9, "code", "twice"),
        (10, "replaces", "replaces_when"),
        (11, "parent", "unknown_value"),
        (11, "border", "flag"),
    ]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([("042", None, "Hòa An", "01279")], "impossible_circle"),
        ([("A", "xã", "A", "B"), ("B", "xã", "B", "A")], "impossible_not_under"),
        ([("04", None, "Cao Bằng", None, None, date(2025, 6, 30))], "impossible_top"),
        (
            [
                ("01280", "xã", "Mới", "04", REFORM, None, None, "042"),
                ("9", "xã", "M", "04", REFORM, None, None, "042"),
            ],
            "impossible_children",
        ),
        (
            [
                ("01279", None, "Mới", None, None, None, date(2018, 1, 1)),
                ("01279x", "xã", "x", "01279", REFORM),
            ],
            "",
        ),
    ],
)
def test_what_cannot_have_happened_is_said(rows: list[tuple[object, ...]], fault: str) -> None:
    found = {each.fault for each in load(*rows, register=settled()).problems}
    assert found == ({fault} if fault else set())


def test_nothing_goes_before_what_is_recorded_already() -> None:
    moved = load(("01279", None, "Nam Tuấn", "043", None, None, REFORM), register=settled()).after
    planned = load(("01279", None, "Tên Cũ", None, None, None, date(2020, 1, 1)), register=moved)
    assert faults(planned) == [(2, "", "impossible_older")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_templates_headings_are_understood_and_its_example_loads(language: str) -> None:
    book = load_workbook(BytesIO(unit_template(catalogue(language))))
    filled, example, _ = book.worksheets
    assert filled.freeze_panes == "A2"
    assert filled.data_validations.dataValidation[0].formula1.startswith('"tỉnh,')
    assert {cell.number_format for cell in filled[2][:3]} == {"@"} or filled.column_dimensions[
        "A"
    ].number_format == "@"
    assert read_units(saved(book), "units.xlsx").rows == ()
    book.remove(filled)
    sheet = read_units(saved(book), "units.xlsx")
    assert sheet.title == example.title
    assert sheet.ignored == ()
    planned = plan_units(sheet, Register(), date(2026, 1, 1))
    assert planned.problems == ()
    assert len(planned.after) == len(sheet.rows) == 8
