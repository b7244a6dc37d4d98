from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from reminders.digests import DueDigest, Subscription, due_digests, next_digest_moment
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from reporting.rounds.working_days import WorkingCalendar

OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = WorkingCalendar()


def at(day: int, month: int, hour: int = 7, minute: int = 30, year: int = 2020) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=OFFICE)


def round_open(opened_at: datetime, due: date) -> Round:
    return Round(
        id=1,
        title="Xóa mù chữ",
        form_hash="f",
        period=Period.parse("2019"),
        due=Due(printed=due),
        opened_at=opened_at,
    )


LITERACY = round_open(at(17, 4, 8, 0), date(2020, 5, 8))
EVERY_WEEK = Subscription(person_id=9, unit_id=2, round=LITERACY)


def due(subscription: Subscription, now: datetime) -> DueDigest | None:
    return next(iter(due_digests([subscription], now, CALENDAR)), None)


def moments(subscription: Subscription, now: datetime) -> list[datetime]:
    found = []
    following = next_digest_moment([subscription], now, CALENDAR)
    while following:
        found.append(following)
        following = next_digest_moment([subscription], following, CALENDAR)
    return found


def test_it_comes_on_mondays_until_two_weeks_after_the_last_day() -> None:
    expected = [at(20, 4), at(27, 4), at(4, 5), at(11, 5), at(18, 5)]
    assert moments(EVERY_WEEK, at(17, 4)) == expected


def test_a_digest_is_of_use_until_the_next() -> None:
    digest = due(EVERY_WEEK, at(22, 4))
    assert digest is not None
    assert (digest.moment, digest.until) == (at(20, 4), at(27, 4))


def test_nothing_is_due_before_the_first_monday() -> None:
    assert due(EVERY_WEEK, at(20, 4, 7, 29)) is None
    opened_on_monday = Subscription(person_id=9, unit_id=2, round=round_open(at(20, 4), date(2020, 5, 8)))
    assert due(opened_on_monday, at(20, 4)) is None


def test_planning_again_in_the_same_week_gives_the_same_key() -> None:
    monday, sunday = due(EVERY_WEEK, at(20, 4)), due(EVERY_WEEK, at(26, 4, 12))
    assert monday is not None
    assert sunday is not None
    assert monday.key == sunday.key == "digest:1:2:9:2020W17"


@pytest.mark.parametrize("late", [at(20, 4, 23), at(21, 4, 5)], ids=str)
def test_a_digest_made_up_at_night_waits_for_the_morning(late: datetime) -> None:
    digest = due(EVERY_WEEK, late)
    assert digest is not None
    assert digest.moment == at(20, 4)
    assert digest.not_before == at(21, 4, 7, 0)


def test_on_a_holiday_monday_it_comes_on_the_next_working_day() -> None:
    # 30/4/2018 is a Monday and 01/5 a Tuesday: both holidays.
    round_ = round_open(at(20, 4, 8, 0, year=2018), date(2018, 5, 4))
    subscription = Subscription(person_id=9, unit_id=2, round=round_)
    assert moments(subscription, at(24, 4, year=2018))[0] == at(2, 5, year=2018)


def test_a_week_without_a_working_day_has_no_digest_of_its_own() -> None:
    calendar = WorkingCalendar(extra_holidays=[date(2020, 4, day) for day in range(20, 25)])
    assert next_digest_moment([EVERY_WEEK], at(17, 4), calendar) == at(27, 4)
    (digest,) = due_digests([EVERY_WEEK], at(27, 4), calendar)
    assert digest.key == "digest:1:2:9:2020W18"


def test_a_new_supervisor_gets_the_following_ones() -> None:
    new = Subscription(person_id=9, unit_id=2, round=LITERACY, since=at(4, 5, 9))
    assert due(new, at(5, 5)) is None
    assert moments(new, at(4, 5)) == [at(11, 5), at(18, 5)]


def test_when_all_have_reported_one_more_digest_says_so() -> None:
    complete = Subscription(person_id=9, unit_id=2, round=LITERACY, completed_at=at(29, 4, 16))
    assert moments(complete, at(17, 4)) == [at(20, 4), at(27, 4), at(4, 5)]
    last = due(complete, at(12, 5))
    assert last is not None
    assert last.moment == at(4, 5)


def test_without_subscriptions_there_is_nothing_to_wait_for() -> None:
    assert next_digest_moment([], at(17, 4), CALENDAR) is None
    assert due_digests([], at(20, 4), CALENDAR) == ()


def of_letter(number: int, completed_at: datetime | None = None) -> Subscription:
    round_ = replace(LITERACY, id=number, letter_id=7, letter_name="CV 431")
    return Subscription(person_id=9, unit_id=2, round=round_, completed_at=completed_at)


def test_the_rounds_of_a_letter_have_one_digest_a_week() -> None:
    due = due_digests([of_letter(1), of_letter(2), EVERY_WEEK], at(20, 4), CALENDAR)
    assert sorted(each.key for each in due) == ["digest:1:2:9:2020W17", "digest:letter7:2:9:2020W17"]


def test_a_letters_digests_go_on_until_all_of_its_rounds_are_complete() -> None:
    parts = [of_letter(1, completed_at=at(21, 4)), of_letter(2)]
    assert next_digest_moment(parts, at(27, 4), CALENDAR) == at(4, 5)
    complete = [of_letter(1, completed_at=at(21, 4)), of_letter(2, completed_at=at(22, 4))]
    assert next_digest_moment(complete, at(27, 4), CALENDAR) is None
