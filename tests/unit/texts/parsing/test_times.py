from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.parsing import read_moment, read_time

TODAY = date(2020, 4, 28)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("15:30", time(15, 30)),
        ("15h30", time(15, 30)),
        ("9g15", time(9, 15)),
        ("7h", time(7)),
        ("7 giờ rưỡi sáng", time(7, 30)),
        ("lúc 3 giờ chiều ạ", time(15)),
        ("7 gio 5 phut toi", time(19, 5)),
        ("12h trưa", time(12)),
        ("7.30", time(7, 30)),
        ("19.30", time(19, 30)),
        ("7.30 chiều", time(19, 30)),
        ("7h30'", time(7, 30)),
        ("bảy giờ rưỡi", time(7, 30)),
        ("7 rưỡi", time(7, 30)),
        ("1 giờ trưa", time(13)),
        ("11 giờ đêm", time(23)),
        ("12 giờ đêm", time(0)),
        ("2 giờ đêm", time(2)),
        ("٧:٣٠", time(7, 30)),
    ],
)
def test_a_time_of_day_is_read_as_people_type_it(typed: str, meant: time) -> None:
    assert read_time(typed) == meant


@pytest.mark.parametrize(
    "typed", ["15", "25:00", "12:61", "chiều", "", "8/5", "8.5", "7\n30", "khoảng 3 giờ"]
)
def test_what_is_no_time_is_not_guessed(typed: str) -> None:
    assert read_time(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("08/5/2020 15:30", (date(2020, 5, 8), time(15, 30))),
        ("15h30 ngày 8/5", (date(2020, 5, 8), time(15, 30))),
        ("8/5, 7 giờ sáng", (date(2020, 5, 8), time(7))),
        ("mai 8h", (date(2020, 4, 29), time(8))),
        ("15 3 2020 7.30", (date(2020, 3, 15), time(7, 30))),
        ("7.30 15032020", (date(2020, 3, 15), time(7, 30))),
    ],
)
def test_a_day_with_its_time_is_read_in_either_order(typed: str, meant: tuple[date, time]) -> None:
    assert read_moment(typed, today=TODAY) == meant


@given(st.text(max_size=30))
def test_nothing_typed_makes_it_fail(typed: str) -> None:
    read_time(typed)
    read_moment(typed, today=TODAY)


@given(st.times(), st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_what_is_written_is_read_back(at: time, day: date) -> None:
    minute = at.replace(second=0, microsecond=0)
    assert read_moment(f"{day:%d/%m/%Y} {minute:%H:%M}", today=TODAY) == (day, minute)
