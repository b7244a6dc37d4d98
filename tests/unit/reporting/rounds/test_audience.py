import pytest

from reporting.rounds.audience import EVERY_UNIT, UnreadableAudience, read_audience
from reporting.units.unit import Unit

BORDER = Unit(id=1, code="01", name="Cô Ba", kind="xã", traits={"border": "1"})
INLAND = Unit(id=2, code="02", name="Nam Tuấn", kind="xã", traits={"border": "0"})
TOWN = Unit(id=3, code="03", name="Nước Hai", kind="thị trấn")
DESK = Unit(id=4, code="NV", name="Nội vụ", kind="phòng")
UNITS = (BORDER, INLAND, TOWN, DESK)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", (BORDER, INLAND, TOWN)),
        ("xã", (BORDER, INLAND)),
        ("Xa, thi tran", (BORDER, INLAND, TOWN)),
        ("border=1", (BORDER,)),
        ("border = 0", (INLAND, TOWN)),  # a trait that the register does not give is 0
        ("xã, border=1", (BORDER,)),
        ("phòng", (DESK,)),
        ("NV", (DESK,)),
        ("02, 03", (INLAND, TOWN)),
    ],
)
def test_it_asks_by_kind_trait_or_code(text: str, asked: tuple[Unit, ...]) -> None:
    assert read_audience(text).among(UNITS) == asked


def test_a_desk_is_never_asked_among_the_communes() -> None:
    assert DESK not in EVERY_UNIT.among(UNITS)


@pytest.mark.parametrize("text", ["=1", "border=", "xã, = "])
def test_a_trait_without_a_name_or_value_is_no_condition(text: str) -> None:
    with pytest.raises(UnreadableAudience):
        read_audience(text)
