"""A list of people however it was written: Excel's tabs, numbers, hyphens, commas; nothing guessed, nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.administering.bulk_invite import is_list
from demo.district import sample_district
from documents.loading.pasted_list import PastedLine, read_pasted, without_numbers
from documents.loading.pasted_units import InvitableUnits
from reporting.people.role import RoleKind
from reporting.units.unit import Unit
from texts.normalize import words

NEIGHBOUR = Unit(id=90, code="TA", name="Thạch An", kind="huyện", parent_id=1)
NAMESAKE = Unit(id=91, code="TA01", name="Hồng Việt", kind="xã", parent_id=90)
INVITABLE = InvitableUnits((*sample_district().units, NEIGHBOUR, NAMESAKE))


def one(text: str) -> PastedLine:
    (line,) = read_pasted(text)
    return line


@pytest.mark.parametrize(
    "line",
    [
        "Nguyễn Thị Hoa - xã Nam Tuấn - 0912345678",
        "1. Nguyễn Thị Hoa – xã Nam Tuấn – 0912 345 678",
        "12)Nguyễn Thị Hoa, xã Nam Tuấn, +84 912 345 678",
        "3\tNguyễn Thị Hoa\txã Nam Tuấn\t912345678",
        "Nguyễn Thị Hoa\t0912.345.678\txã Nam Tuấn",
        "• Nguyễn Thị Hoa; xã Nam Tuấn; SĐT: 0912-345-678",
        "xã Nam Tuấn: Nguyễn Thị Hoa (0912345678)".replace(":", " -"),
        "Nguyễn Thị Hoa (xã Nam Tuấn) ĐT 0912345678",
        "Nguyễn Thị Hoa xã Nam Tuấn 0912345678",
        "Nguyễn Thị Hoa-xã Nam Tuấn-0912345678",
        "Bà Nguyễn Thị Hoa | x. nam tuan | 0912345678",
        "Nguyễn Thị Hoa - Nam Tuấn, huyện Hòa An - 0912345678",
    ],
)
def test_a_line_is_understood_however_it_is_written(line: str) -> None:
    read = one(line)
    found = INVITABLE.match(read)
    assert (found.name, [unit.full_name for unit in found.units]) == ("Nguyễn Thị Hoa", ["xã Nam Tuấn"])
    assert found.certain
    assert found.unread == ()
    assert "".join(filter(str.isdigit, read.phone)).endswith("912345678")


def test_the_headings_of_a_sheet_are_no_person() -> None:
    lines = read_pasted("STT\tHọ và tên\tĐơn vị\tSố điện thoại\n1\tHoa\tNam Tuấn\t912345678\n\n")
    assert [line.parts for line in lines] == [("Hoa", "Nam Tuấn")]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Hoa, người theo dõi, Nam Tuấn", RoleKind.SUPERVISOR),
        ("Hoa, quan tri, Nam Tuấn", RoleKind.ADMINISTRATOR),
        ("Hoa, Nam Tuấn", None),
    ],
)
def test_a_role_is_read_where_it_is_named(text: str, role: RoleKind | None) -> None:
    assert one(text).role == role


def test_communes_of_one_name_are_asked_about_unless_the_district_is_named() -> None:
    unsure = INVITABLE.match(one("Hoa - Hồng Việt"))
    assert not unsure.certain
    assert len(unsure.units) == 2
    said = INVITABLE.match(one("Hoa - Hồng Việt - huyện Thạch An"))
    assert (said.units, said.certain) == ((NAMESAKE,), True)


@pytest.mark.parametrize("unit", ["hồng", "Nam Tuấm", "xã Khe Mo - huyện Hòa An", "công chức"])
def test_what_is_only_near_to_a_unit_or_unknown_is_never_taken_for_one(unit: str) -> None:
    assert not INVITABLE.match(one(f"Nguyễn Thị Hoa - {unit}")).certain


def test_a_name_that_is_a_communes_too_stays_a_name() -> None:
    found = INVITABLE.match(one("Nguyễn Huệ - Nguyễn Huệ"))
    assert (found.name, found.units[0].full_name) == ("Nguyễn Huệ", "xã Nguyễn Huệ")
    assert INVITABLE.match(one("Nguyễn Văn Trường An")).name == "Nguyễn Văn Trường An"


def test_who_names_no_unit_belongs_to_the_one_it_was_asked_for() -> None:
    home = INVITABLE.units[5]
    found = INVITABLE.match(one("Nguyễn Thị Hoa - công chức"), home)
    assert (found.units, found.unread) == ((home,), ("công chức",))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("xã Nam Tuấn", False),
        ("xã Nam Tuấn, huyện Hòa An", False),
        ("Nguyễn Thị Hoa", False),
        ("Nguyễn Thị Hoa - Nam Tuấn", True),
        ("Nguyễn Thị Hoa 0912345678", True),
        ("Hoa\nLan", True),
        (" \n", False),
    ],
)
def test_a_list_is_told_from_a_name(text: str, is_one: bool) -> None:  # noqa: FBT001 -- what is expected
    assert is_list(text) is is_one


@pytest.mark.parametrize(
    "phone", ["0912345678", "0912 345 678", "0912.345.678", "+84 912-345-678", "912345678"]
)
def test_no_more_of_a_number_is_shown_than_its_end(phone: str) -> None:
    line = one(f"Hoa - Nam Tuấn - {phone} - {phone}")
    assert line.phone == phone
    assert "345" not in line.written + "".join(line.unread)
    assert without_numbers(phone).endswith("…678")


PARTS = st.sampled_from(
    ["Nguyễn Thị Hoa", "xã Nam Tuấn", "hong viet", "huyện Hòa An", "công chức", "người theo dõi", "1980", "x"]
)


@given(st.lists(PARTS, min_size=1, max_size=5), st.sampled_from([" - ", "\t", ", ", "; ", " | "]))
def test_every_word_of_a_line_is_found_again(parts: list[str], between: str) -> None:
    line = one(between.join(parts))
    found = INVITABLE.match(line)
    role = {"nguoi", "theo", "doi"} if line.role else set()
    above = {"huyen", "hoa", "an"} if found.units else set()
    kept = {*words(" ".join((found.name, found.named, *found.unread))), *role, *above}
    assert set(words(" ".join(parts))) <= kept


@given(st.text(max_size=200))
def test_any_text_can_be_pasted(text: str) -> None:
    for line in read_pasted(text):
        INVITABLE.match(line)
