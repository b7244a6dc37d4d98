from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from texts.formatting import Writer, round_half_up

VI, EN = Writer("vi"), Writer("en")


def test_counts_part_thousands_with_a_dot() -> None:
    assert VI.count(40552000) == "40.552.000"
    assert VI.count(-1234) == "-1.234"
    assert EN.count(1234) == "1,234"


@pytest.mark.parametrize(
    ("value", "written"),
    [("1234.50", "1.234,5"), ("0.000001", "0,000001"), ("1E+5", "100.000"), ("-0.0", "0"), ("7", "7")],
)
def test_numbers_keep_every_digit_that_counts(value: str, written: str) -> None:
    assert VI.number(Decimal(value)) == written


def test_percentages_have_two_decimals_and_a_space_that_does_not_break() -> None:
    assert VI.percent(Fraction(7844, 7916)) == "99,09\u00a0%"
    assert VI.percent(Decimal(1)) == "100,00\u00a0%"
    assert EN.percent(Fraction(7844, 7916)) == "99.09%"


def test_percentages_are_rounded_half_up_from_the_exact_ratio() -> None:
    assert VI.percent(Fraction(12345, 1000000)) == "1,23\u00a0%"
    assert VI.percent(Fraction(12350, 1000000)) == "1,24\u00a0%"
    assert VI.percent(Fraction(-12350, 1000000)) == "-1,24\u00a0%"


def test_percentages_in_pictures_drop_a_trailing_zero() -> None:
    assert VI.percent_short(Fraction(13, 21)) == "61,9\u00a0%"
    assert VI.percent_short(Fraction(1)) == "100\u00a0%"
    assert VI.percent_short(Fraction(1, 2)) == "50\u00a0%"


def test_halves_are_rounded_away_from_zero() -> None:
    assert round_half_up(Fraction(5, 2), 0) == 3
    assert round_half_up(Fraction(-5, 2), 0) == -3
    assert round_half_up(Fraction(1, 3), 2) == Decimal("0.33")


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2020, 5, 8), "08/5/2020"),
        (date(2020, 1, 9), "09/01/2020"),
        (date(2019, 2, 28), "28/02/2019"),
        (date(2019, 12, 31), "31/12/2019"),
    ],
)
def test_days_and_the_first_two_months_take_a_zero(day: date, written: str) -> None:
    assert VI.date(day) == written
    assert VI.short_date(day) == written[:-5]


def test_english_dates_name_the_month() -> None:
    assert EN.date(date(2020, 5, 8)) == "8 May 2020"
    assert EN.short_date(date(2020, 5, 8)) == "8 May"


def test_weekdays_stand_as_inside_a_sentence() -> None:
    assert VI.weekday(date(2020, 5, 7)) == "thứ Năm"
    assert VI.weekday(date(2020, 5, 10)) == "Chủ nhật"
    assert EN.weekday(date(2020, 5, 7)) == "Thursday"


def test_times_have_hours_and_minutes() -> None:
    assert VI.time(datetime(2020, 4, 28, 15, 42, 59)) == "15:42"  # noqa: DTZ001 -- written as it stands
    assert EN.time(datetime(2020, 4, 28, 7, 5)) == "07:05"  # noqa: DTZ001 -- written as it stands
