from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rounds.round import Due
from reporting.rounds.typed_due import example_day, nearest_working_days, read_due
from reporting.rounds.working_days import WorkingCalendar

TODAY = date(2020, 4, 29)


@pytest.mark.parametrize(
    "typed",
    [
        "trước 08/5/2020",
        "trước ngày 8/5",
        "Trước ngày 08/5/2020.",
        "truoc ngay 8-5-2020",
        "hạn: trước 8/5",
        "hạn nộp là trước ngày 8/5",
        "trước thứ Sáu, ngày 08/5/2020",
        "trước thứ sáu tuần sau",
        "before 8/5/2020",
        "trước ngày mùng 8 tháng 5",
    ],
)
def test_before_a_day_leaves_that_day_out(typed: str) -> None:
    due = read_due(typed, today=TODAY)
    assert due == Due(printed=date(2020, 5, 8), inclusive=False)
    assert due.last_day == date(2020, 5, 7)


@pytest.mark.parametrize(
    "typed",
    [
        "15/5/2020",
        "hết 15/5",
        "đến hết ngày 15/5/2020",
        "chậm nhất là ngày 15/5",
        "muộn nhất vào ngày 15/5/2020",
        "đến 15/5",
        "hạn cuối: 15/5",
        "hết thứ Sáu 15/5",
        "by 15/5/2020",
        "trước 17h00 ngày 15/5/2020",
        "trước 17 giờ 30 ngày 15/5",
        "trước 16:30 ngày 15/5",
    ],
)
def test_any_other_day_is_the_last_and_so_is_one_with_a_time(typed: str) -> None:
    assert read_due(typed, today=TODAY) == Due(printed=date(2020, 5, 15), inclusive=True)


@pytest.mark.parametrize(
    ("typed", "last_day"),
    [
        ("hết tháng 5", date(2020, 5, 31)),
        ("cuối tháng 2/2021", date(2021, 2, 28)),
        ("hết tháng 12", date(2020, 12, 31)),
        ("cuối tháng 3", date(2021, 3, 31)),
        ("hết tháng 4", date(2020, 4, 30)),
    ],
)
def test_a_month_ends_with_its_last_day(typed: str, last_day: date) -> None:
    due = read_due(typed, today=TODAY)
    assert due is not None
    assert due.last_day == last_day


@pytest.mark.parametrize(
    "typed", ["", "trước", "kỳ sau", "hết", "trước ngày", "15/13/2020", "sớm nhất có thể"]
)
def test_what_is_no_day_is_no_deadline(typed: str) -> None:
    assert read_due(typed, today=TODAY) is None


def test_of_two_days_the_first_that_is_not_past_counts() -> None:
    due = read_due("trước 10/10", today=TODAY)
    assert due is not None
    assert due.printed == date(2020, 10, 10)


@given(st.text(max_size=30))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    read_due(typed, today=TODAY)


@given(st.dates(date(2019, 1, 1), date(2027, 12, 31)))
def test_an_example_lies_ahead_on_a_working_day(today: date) -> None:
    calendar = WorkingCalendar()
    day = example_day(today, calendar)
    assert 14 <= (day - today).days <= 26
    assert calendar.is_working(day)


def test_around_a_long_holiday_the_next_working_days_are_found() -> None:
    assert nearest_working_days(date(2020, 5, 1), WorkingCalendar()) == (date(2020, 4, 29), date(2020, 5, 4))
