from datetime import date

import pytest

from texts.parsing import DoubtfulDate, read_date

FRIDAY = date(2020, 4, 17)


@pytest.mark.parametrize(
    "typed",
    [
        "08/5/2020",
        "8/5/2020",
        "8/5/20",
        "8-5-2020",
        "8.5.2020",
        "2020-05-08",
        "8/5",
        "8.5",
        "ngày 08/5",
        "mùng 8 tháng 5",
        "mung 8 thang 5",
        "8 tháng 5 năm 2020",
        "8 tháng năm năm 2020",
        "8 tháng 5/2020",
        "8 5 2020",
        "08 05 2020",
        "08052020",
        "20200508",
        "2020/5/8",
        "8/ 5/ 2020",
        "thứ sáu, ngày 8/5/2020",
        "٠٨/٠٥/٢٠٢٠",
    ],
)
def test_a_day_of_the_calendar(typed: str) -> None:
    assert read_date(typed, today=FRIDAY) == date(2020, 5, 8)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("hôm nay", 17), ("mai", 18), ("ngày mai ạ", 18), ("hôm qua", 16), ("hom kia", 15), ("ngày kia", 19)],
)
def test_a_day_near_today(typed: str, day: int) -> None:
    assert read_date(typed, today=FRIDAY) == date(2020, 4, day)


def test_a_weekday_of_a_week() -> None:
    assert read_date("thứ 6 tuần sau", today=FRIDAY) == date(2020, 4, 24)
    assert read_date("thu hai tuan nay", today=FRIDAY) == date(2020, 4, 13)
    assert read_date("chủ nhật tuần trước", today=FRIDAY) == date(2020, 4, 12)


def test_a_weekday_alone_may_be_the_coming_or_the_last() -> None:
    assert read_date("thứ tư", today=FRIDAY) == DoubtfulDate((date(2020, 4, 22), date(2020, 4, 15)))


def test_without_a_year_the_nearest_day_is_meant() -> None:
    assert read_date("8/1", today=date(2019, 12, 28)) == date(2020, 1, 8)
    assert read_date("28/12", today=date(2020, 1, 8)) == date(2019, 12, 28)
    assert read_date("29/2", today=FRIDAY) == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1/1/0001", date(1, 1, 1)),
        ("15/3/1020", date(1020, 3, 15)),
        ("15/3/2202", date(2202, 3, 15)),
        ("thứ hai 8/5/2020", date(2020, 5, 8)),
    ],
)
def test_a_day_that_can_hardly_be_meant_is_asked_about(typed: str, day: date) -> None:
    assert read_date(typed, today=FRIDAY) == DoubtfulDate((day,), odd=True)


def test_two_digits_of_a_year_mean_no_far_future() -> None:
    assert read_date("15/3/65", today=FRIDAY) == date(1965, 3, 15)
    assert read_date("15/3/25", today=FRIDAY) == date(2025, 3, 15)


def test_without_a_year_a_far_day_is_asked_about() -> None:
    assert read_date("10/10", today=FRIDAY) == DoubtfulDate(
        (date(2020, 10, 10), date(2019, 10, 10), date(2021, 10, 10))
    )


@pytest.mark.parametrize(
    "typed",
    [
        "8\n5\n2020",
        "8 5",
        "00010101",
        "",
        "30/2/2020",
        "31/4",
        "5/13",
        "0/0/0000",
        "1234",
        "T2",
        "thứ 8",
        "bao giờ",
        "12/2019",
    ],
)
def test_no_day(typed: str) -> None:
    assert read_date(typed, today=FRIDAY) is None
