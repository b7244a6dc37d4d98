import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.people.phones import NotAPhone, hash_phone, read_phone

KEY = "a key of the office"


@pytest.mark.parametrize(
    "written",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "(091) 234-5678",
        "+84912345678",
        "+84 912 345 678",
        "+84 (0) 912 345 678",
        "84912345678",
        "0084912345678",
        "912345678",
        "０９１２３４５６７８",
        " 0912\u00a0345\u00a0678 ",
    ],
)
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    assert read_phone(written) == "+84912345678"
    assert hash_phone(written, KEY) == hash_phone("0912345678", KEY)


@pytest.mark.parametrize("written", ["02063852123", "+84 206 3852 123", "024 3869 5144"])
def test_landlines_are_numbers_too(written: str) -> None:
    assert read_phone(written).startswith("+842")


def test_a_number_from_abroad_keeps_its_country() -> None:
    assert read_phone("+1 (650) 253-0000") == "+16502530000"


@pytest.mark.parametrize(
    "written",
    ["", "Hoa", "091234567", "09123456789", "0112345678", "12", "+", "0" * 40, "1.234", "+84", "=0912345678"],
)
def test_what_is_no_number_is_said_to_be_none(written: str) -> None:
    with pytest.raises(NotAPhone):
        read_phone(written)


def test_the_hash_depends_on_the_key_and_hides_the_number() -> None:
    hashed = hash_phone("0912345678", KEY)
    assert hashed != hash_phone("0912345678", "another key")
    assert len(hashed) == 64
    assert "912345678" not in hashed


def test_without_a_key_nothing_is_hashed() -> None:
    with pytest.raises(ValueError, match="key"):
        hash_phone("0912345678", "")


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none(text: str) -> None:
    try:
        number = read_phone(text)
    except NotAPhone:
        return
    assert number.startswith("+")
    assert number[1:].isascii()
    assert number[1:].isdigit()
    assert read_phone(number) == number
