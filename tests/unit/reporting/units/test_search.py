import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.units.search import FoundUnit, UnitMatch, UnitSearch, UnknownUnit, UnsureUnits
from reporting.units.unit import Unit

VARIANTS = (
    ("Bế Triều", "Bé Triều"),
    ("Trưng Vương", "Trung Vương"),
    ("Ngũ Lão", "Ngũ Lào"),
    ("Nước Hai", "Hòa An cũ"),
)
COMMUNES = (
    *(
        "Nam Tuấn",
        "Bế Triều",
        "Ngũ Lão",
        "Trưng Vương",
        "Đức Long",
        "Đức Xuân",
        "Hồng Việt",
        "Hồng Nam",
        "Hà Trì",
    ),
    "Đại Tiến",
)


def unit(unit_id: int, name: str, kind: str = "xã") -> Unit:
    return Unit(id=unit_id, code=f"u{unit_id}", name=name, kind=kind)


HOA_AN = (unit(0, "Nước Hai", "thị trấn"), *(unit(at, name) for at, name in enumerate(COMMUNES, start=1)))
NAMES = UnitSearch(HOA_AN, VARIANTS)


def named(match: UnitMatch) -> list[str]:
    match match:
        case FoundUnit(unit):
            return [unit.name]
        case UnsureUnits(units):
            return [unit.name for unit in units]
        case UnknownUnit():
            return []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Nam Tuấn", "Nam Tuấn"),
        ("nam tuan", "Nam Tuấn"),
        ("NAM  TUẤN", "Nam Tuấn"),
        ("xã Nam Tuấn", "Nam Tuấn"),
        ("x.Nam Tuan", "Nam Tuấn"),
        ("xa dai tien", "Đại Tiến"),
        ("TT Nước Hai", "Nước Hai"),
        ("tt. nuoc hai", "Nước Hai"),
        ("thị trấn Nước Hai", "Nước Hai"),
        ("hoa an cu", "Nước Hai"),
        ("Bé Triều", "Bế Triều"),
        ("xã be trieu", "Bế Triều"),
        ("Ngũ Lào", "Ngũ Lão"),
        ("trung vuong", "Trưng Vương"),
        ("namtuan", "Nam Tuấn"),
    ],
)
def test_a_unit_is_found_however_its_name_is_spelled(typed: str, name: str) -> None:
    match = NAMES.find(typed)
    assert isinstance(match, FoundUnit)
    assert match.unit.name == name


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("hong", ["Hồng Việt", "Hồng Nam"]),
        ("đức", ["Đức Long", "Đức Xuân"]),
        ("nam tuna", ["Nam Tuấn"]),
        ("nam tan", ["Nam Tuấn"]),
        ("nam tuaan", ["Nam Tuấn"]),
        ("hà trí a", ["Hà Trì"]),
        ("duc lonh", ["Đức Long"]),
    ],
)
def test_a_name_only_near_is_asked_about(typed: str, names: list[str]) -> None:
    match = NAMES.find(typed)
    assert isinstance(match, UnsureUnits)
    assert named(match) == names


@pytest.mark.parametrize("typed", ["", "xã", "???", "Mường Khương", "nam tuấn hồng việt", "x" * 10_000])
def test_no_unit_of_that_name(typed: str) -> None:
    assert NAMES.find(typed) == UnknownUnit()


def test_units_that_collide_without_diacritics_are_not_confused() -> None:
    names = UnitSearch([unit(1, "Bế Triều"), unit(2, "Bé Triều")], VARIANTS)
    assert named(names.find("Bế Triều")) == ["Bế Triều"]
    assert named(names.find("xã Bé Triều")) == ["Bé Triều"]
    assert named(names.find("be trieu")) == ["Bế Triều", "Bé Triều"]


def test_the_kind_tells_two_units_of_one_name_apart() -> None:
    names = UnitSearch([unit(1, "Hồng Việt"), unit(2, "Hồng Việt", "phường")])
    assert names.find("phường Hồng Việt") == FoundUnit(unit(2, "Hồng Việt", "phường"))
    assert isinstance(names.find("hong viet"), UnsureUnits)


@pytest.mark.parametrize(
    "typed", ["Hoà An", "hòa an", "xã Hoà An", "HOÀ AN", unicodedata.normalize("NFD", "Hoà An")]
)
def test_the_tone_may_stand_on_either_vowel(typed: str) -> None:
    names = UnitSearch([unit(1, "Hòa An"), unit(2, "Hóa An"), unit(3, "Hoa An")])
    assert names.find(typed) == FoundUnit(unit(1, "Hòa An"))


def test_y_and_i_are_heard_the_same_but_a_closer_spelling_goes_before() -> None:
    names = UnitSearch([unit(1, "Mỹ Lý"), unit(2, "Quý Quân"), unit(3, "Quí Quân")])
    assert named(names.find("Mĩ Lí")) == ["Mỹ Lý"]
    assert named(names.find("mi ly")) == ["Mỹ Lý"]
    assert named(names.find("quy quan")) == ["Quý Quân"]
    assert named(names.find("Quý Quân")) == ["Quý Quân"]
    assert named(UnitSearch([unit(1, "Sĩ Lý"), unit(2, "Sỹ Lí")]).find("sy ly")) == ["Sĩ Lý", "Sỹ Lí"]


def test_a_unit_knows_its_own_variants() -> None:
    be_trieu = Unit(id=1, code="1", name="Bế Triều", kind="xã", traits={"variants": "Bé Triều; Nà Giàng"})
    names = UnitSearch([be_trieu, unit(2, "Nà Giàng")])
    assert names.find("Bé Triều") == FoundUnit(be_trieu)
    assert names.find("nà giàng") == FoundUnit(unit(2, "Nà Giàng"))  # its own name goes before
    assert named(names.find("na giang")) == ["Bế Triều", "Nà Giàng"]


def test_an_icelandic_letter_in_an_old_document_is_a_vietnamese_one() -> None:
    assert named(NAMES.find("\u00d0ại Tiến")) == ["Đại Tiến"]


def test_villages_have_kinds_too() -> None:
    assert named(UnitSearch([unit(1, "Nà Pá", "tổ dân phố")]).find("TDP Nà Pá")) == ["Nà Pá"]
    assert named(UnitSearch([unit(1, "Nà Pá", "tổ dân phố")]).find("tổ dân phố na pa")) == ["Nà Pá"]


def test_a_name_that_begins_like_a_kind_is_still_a_name() -> None:
    names = UnitSearch([unit(1, "Xã Lá"), unit(2, "Lá")])
    assert isinstance(names.find("xã Lá"), UnsureUnits)
    assert UnitSearch([unit(1, "Xã Lá")]).find("xa la") == FoundUnit(unit(1, "Xã Lá"))


def _typed(text: str) -> st.SearchStrategy[str]:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    forms = [text, unicodedata.normalize("NFD", text), bare.replace("đ", "d").replace("Đ", "D")]
    spelled = st.sampled_from(forms).flatmap(lambda form: st.sampled_from([form, form.upper(), form.lower()]))
    return st.tuples(st.sampled_from(["", "xã ", "X. ", " "]), spelled).map("".join)


@given(st.sampled_from(HOA_AN).flatmap(lambda commune: st.tuples(st.just(commune), _typed(commune.name))))
def test_every_unit_is_found_in_every_form_of_its_name(case: tuple[Unit, str]) -> None:
    commune, typed = case
    assert NAMES.find(typed) == FoundUnit(commune)


def test_a_code_goes_before_a_name() -> None:
    search = UnitSearch([Unit(id=1, code="Lá", name="Nà Pá", kind="xã"), unit(2, "Lá")])
    assert named(search.find(" Lá ")) == ["Nà Pá"]


def test_a_register_is_searched_without_the_zeros_that_excel_drops() -> None:
    units = [
        Unit(id=n, code=code, name=f"Xóm {n}", kind="xóm")
        for n, code in enumerate(("0123", "045", "0045"), 1)
    ]
    assert named(UnitSearch.of_register(units).find("123")) == ["Xóm 1"]
    assert UnitSearch.of_register(units).find("45") == UnknownUnit()  # two codes may be meant
    assert UnitSearch(units).find("123") == UnknownUnit()


def test_a_register_gives_ended_units_by_code_only() -> None:
    ended = Unit(id=1, code="01", name="Nà Pá", kind="xóm", valid_to=date(2020, 1, 31))
    search = UnitSearch.of_register([ended])
    assert search.find("01") == FoundUnit(ended)
    assert search.find("Nà Pá") == UnknownUnit()
