from datetime import date, datetime, time

import pytest

from conversations.chat.phrases import can_wait, deadline, time_left
from demo.district import ZONE
from reporting.rounds.round import Due
from texts import Catalogue, catalogue

BEFORE = Due(printed=date(2020, 5, 8))
UNTIL = Due(printed=date(2020, 4, 30), inclusive=True)


def at(day: int, month: int, hour: int = 8) -> datetime:
    return datetime(2020, month, day, hour, tzinfo=ZONE)


def test_before_a_day_names_the_day_before_as_the_last(texts: Catalogue) -> None:
    said = deadline(BEFORE, at(28, 4), texts)
    assert said == "Hạn: trước 08/5/2020 (hết thứ Năm 07/5, còn 9 ngày)"


def test_until_a_day_includes_it(texts: Catalogue) -> None:
    assert deadline(UNTIL, at(28, 4), texts) == "Hạn: hết 30/4/2020 (thứ Năm, còn 2 ngày)"


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (at(6, 5, 23), "còn 1 ngày"),
        (at(7, 5, 0), "hôm nay là ngày cuối"),
        (at(7, 5, 23), "hôm nay là ngày cuối"),
        (at(8, 5, 0), "đã quá hạn 1 ngày"),
        (at(11, 5), "đã quá hạn 4 ngày"),
    ],
)
def test_days_are_counted_by_the_calendar_not_by_hours(now: datetime, left: str, texts: Catalogue) -> None:
    assert time_left(BEFORE, now, texts) == left


def test_english_tells_one_day_from_several() -> None:
    english = catalogue("en")
    assert [time_left(BEFORE, at(day, 5), english) for day in (5, 6)] == ["2 days left", "1 day left"]


@pytest.mark.parametrize(
    ("today", "last_day", "waits"),
    [
        (date(2020, 5, 6), date(2020, 5, 7), True),
        (date(2020, 5, 7), date(2020, 5, 7), False),
        (date(2020, 5, 8), date(2020, 5, 7), True),  # it is late already
        (date(2020, 4, 29), date(2020, 5, 1), False),  # two holidays: the next morning is the 2nd of May
        (date(2020, 4, 29), date(2020, 5, 2), True),
    ],
)
def test_a_reminder_waits_only_for_a_morning_before_the_deadline(
    *, today: date, last_day: date, waits: bool
) -> None:
    now = datetime.combine(today, time(8), tzinfo=ZONE)
    assert can_wait(Due(printed=last_day, inclusive=True), now) is waits
