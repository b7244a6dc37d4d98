from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from reminders.quiet_hours import QuietHours
from reporting.rounds.working_days import WorkingCalendar

OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = WorkingCalendar()
LAST_DAY = date(2020, 5, 7)  # Thursday: the round is due before 08/5/2020


def at(day: int, hour: int, minute: int = 0, month: int = 4) -> datetime:
    return datetime(2020, month, day, hour, minute, tzinfo=OFFICE)


@pytest.mark.parametrize("day", [date(2020, 4, 30), date(2020, 5, 1), date(2020, 1, 24), date(2020, 4, 2)])
def test_public_holidays_are_not_worked(day: date) -> None:
    assert CALENDAR.is_holiday(day)
    assert not CALENDAR.is_working(day)


def test_weekends_are_not_worked_but_are_no_holidays() -> None:
    for day in (date(2020, 5, 2), date(2020, 5, 3)):
        assert not CALENDAR.is_working(day)
        assert not CALENDAR.is_holiday(day)


def test_a_saturday_worked_in_exchange_for_a_day_off_is_a_working_day() -> None:
    assert CALENDAR.is_working(date(2025, 4, 26))
    assert not CALENDAR.is_working(date(2025, 5, 2))


@pytest.mark.parametrize(
    ("days", "expected"),
    # Back from Thu 07/5: Wed 06, Tue 05, Mon 04; not Sun, Sat, Fri 01/5, Thu 30/4; Wed 29, Tue 28, Mon 27,
    # Fri 24/4 is the seventh.
    [
        (0, date(2020, 5, 7)),
        (1, date(2020, 5, 6)),
        (3, date(2020, 5, 4)),
        (4, date(2020, 4, 29)),
        (7, date(2020, 4, 24)),
    ],
)
def test_working_days_before_the_last_day_leave_the_holidays_out(days: int, expected: date) -> None:
    assert CALENDAR.minus_working_days(LAST_DAY, days) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(1, date(2020, 5, 8)), (2, date(2020, 5, 11)), (3, date(2020, 5, 12))]
)
def test_working_days_after_the_last_day(days: int, expected: date) -> None:
    assert CALENDAR.plus_working_days(LAST_DAY, days) == expected


def test_working_days_are_counted_between_two_days() -> None:
    assert CALENDAR.working_days_between(date(2020, 4, 24), LAST_DAY) == 7
    assert CALENDAR.working_days_between(LAST_DAY, date(2020, 4, 24)) == -7
    assert CALENDAR.working_days_between(LAST_DAY, LAST_DAY) == 0
    assert CALENDAR.working_days_between(date(2020, 4, 29), date(2020, 5, 3)) == 0


def test_stepping_from_a_day_off_finds_the_next_working_day() -> None:
    assert CALENDAR.plus_working_days(date(2020, 5, 2), 1) == date(2020, 5, 4)
    assert CALENDAR.minus_working_days(date(2020, 5, 2), 1) == date(2020, 4, 29)


def test_counting_backward_has_its_own_method() -> None:
    with pytest.raises(ValueError, match="their own methods"):
        CALENDAR.plus_working_days(LAST_DAY, -1)


def test_the_office_has_days_off_and_working_days_of_its_own() -> None:
    calendar = WorkingCalendar(
        extra_holidays=[date(2020, 5, 4), date(2020, 5, 30)],
        extra_working_days=[date(2020, 5, 1), date(2020, 5, 2), date(2020, 5, 30)],
    )
    assert calendar.is_holiday(date(2020, 5, 4))
    assert not calendar.is_working(date(2020, 5, 4))
    assert calendar.is_working(date(2020, 5, 1))
    assert not calendar.is_holiday(date(2020, 5, 1))
    assert calendar.is_working(date(2020, 5, 30))
    assert calendar.minus_working_days(LAST_DAY, 3) == date(2020, 5, 2)


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (at(17, 7), at(17, 7)),
        (at(17, 19, 59), at(17, 19, 59)),
        (at(17, 20), at(18, 7)),
        (at(17, 23, 30), at(18, 7)),
        (at(17, 6, 59), at(17, 7)),
        (at(18, 9), at(18, 9)),
        (at(29, 20), at(2, 7, month=5)),
        (at(30, 3), at(2, 7, month=5)),
        (at(30, 12), at(2, 7, month=5)),
        (at(1, 12, month=5), at(2, 7, month=5)),
    ],
    ids=str,
)
def test_nothing_is_sent_at_night_or_on_a_holiday(moment: datetime, allowed: datetime) -> None:
    quiet = QuietHours()
    assert quiet.next_allowed(moment, CALENDAR) == allowed
    assert quiet.holds(moment, CALENDAR) == (moment != allowed)


def test_quiet_hours_span_midnight() -> None:
    with pytest.raises(ValueError, match="evening"):
        QuietHours(start=time(7), end=time(20))
