"""What people are told when it happened: at most once, at a decent hour, nothing of their own doing."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.chat.orders import RoleChange, SendClosed, SendNews, SendNewsBelow, SendRoleNews
from reminders.events import Happening, Hours
from reminders.news import (
    DueNews,
    due_closings,
    due_extensions,
    due_extensions_below,
    due_news,
    due_openings,
    due_openings_below,
    due_role_news,
    next_news_moment,
)
from reminders.quiet_hours import QuietHours
from reminders.schedule import OpenReport, Reporter, Supervisor
from reporting.decisions.audit_events import AuditEvent
from reporting.people.role import RoleKind
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from reporting.rounds.working_days import WorkingCalendar

OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR, QUIET = WorkingCalendar(), QuietHours()
HOA, THU, TAM, NAM_TUAN, HOA_AN = 7, 9, 10, 3, 2


def at(day: int, month: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2020, month, day, hour, minute, tzinfo=OFFICE)


def round_(opened: datetime, *, number: int = 1, last_day: date = date(2020, 5, 7)) -> Round:
    return Round(
        id=number,
        title="Xóa mù chữ 2019",
        form_hash="f",
        period=Period.parse("2019"),
        due=Due(printed=last_day, inclusive=True),
        opened_at=opened,
    )


def report(of: Round, number: int = 1, since: datetime | None = None) -> OpenReport:
    return OpenReport(report_id=number, round=of, unit_id=NAM_TUAN, since=since)


def hours(now: datetime) -> Hours:
    return Hours(now, CALENDAR, QUIET)


def opened(now: datetime, *reports: OpenReport) -> list[DueNews]:
    return list(due_openings([Reporter(person_id=HOA, reports=reports)], (), hours(now)))


def extended(until: date, when: datetime, *, by: int | None = TAM, report_id: int | None = None) -> Happening:
    return Happening(deed=AuditEvent.EXTENDED, at=when, by=by, round_id=1, report_id=report_id, until=until)


MONDAY = at(20, 4, 9, 2)
LITERACY = round_(MONDAY)


def test_a_new_round_is_told_when_the_minutes_are_over_in_which_more_may_be_opened() -> None:
    second = round_(at(20, 4, 9, 4), number=2)
    both = report(LITERACY, 1), report(second, 2)
    assert opened(at(20, 4, 9, 4), *both) == []
    (news,) = opened(at(20, 4, 9, 5), *both)
    assert news.order == SendNews(person_id=HOA, news="opened", report_ids=(1, 2))
    assert (news.key, news.not_before) == ("news:opened:7:2020-04-20T09:05", at(20, 4, 9, 5))


@pytest.mark.parametrize(
    ("opening", "told"),
    [
        (at(20, 4, 19, 58), at(21, 4, 7)),
        (at(20, 4, 23), at(21, 4, 7)),
        (at(30, 4, 9), at(4, 5, 7)),  # holidays until the 1st of May, a Friday
        (at(18, 4, 9), at(20, 4, 7)),  # a Saturday
    ],
)
def test_nobody_is_told_at_night_or_on_a_holiday(opening: datetime, told: datetime) -> None:
    new = report(round_(opening, last_day=date(2020, 6, 30)))
    assert opened(told - timedelta(minutes=1), new) == []
    assert [news.not_before for news in opened(told, new)] == [told]


FRIDAY_NIGHT, SATURDAY, MONDAY_7 = at(24, 4, 21), at(25, 4, 9), at(27, 4, 7)


@pytest.mark.parametrize(
    ("opening", "last_day", "told"),
    [
        (FRIDAY_NIGHT, date(2020, 6, 30), MONDAY_7),
        (SATURDAY, date(2020, 6, 30), MONDAY_7),
        (SATURDAY, date(2020, 4, 29), MONDAY_7),
        (SATURDAY, date(2020, 4, 28), None),  # and so does the one of the day before
        (SATURDAY, date(2020, 4, 27), at(25, 4, 9, 5)),  # due on the very Monday: it takes the weekend
        (FRIDAY_NIGHT, date(2020, 4, 26), at(25, 4, 7)),
        (FRIDAY_NIGHT, date(2020, 4, 25), None),  # the reminder of the last day comes the same day
        (
            at(29, 4, 21),
            date(2020, 5, 4),
            at(2, 5, 7),
        ),  # holidays until Friday: quiet even then; then a Saturday
        (at(29, 4, 21), date(2020, 6, 30), at(4, 5, 7)),
    ],
)
def test_a_new_round_waits_for_a_working_day_unless_it_is_due_by_then(
    opening: datetime, last_day: date, told: datetime | None
) -> None:
    new = report(round_(opening, last_day=last_day))
    week = [opening + timedelta(minutes=15 * quarter) for quarter in range(4 * 24 * 7)]
    when = [news.moment for now in week for news in opened(now, new)]
    assert set(when) == ({told} if told else set())


@pytest.mark.parametrize(
    ("when", "was", "until", "told"),
    [
        (SATURDAY, date(2020, 4, 25), date(2020, 5, 15), at(25, 4, 9, 5)),  # at work on it this very day
        (SATURDAY, date(2020, 4, 27), date(2020, 5, 15), at(25, 4, 9, 5)),  # Sunday need not be spent on it
        (SATURDAY, date(2020, 4, 28), date(2020, 5, 15), MONDAY_7),
        (SATURDAY, date(2020, 4, 24), date(2020, 5, 15), MONDAY_7),  # overdue already, and a month is left
        (FRIDAY_NIGHT, date(2020, 4, 24), date(2020, 4, 26), at(25, 4, 7)),  # the new day is Sunday
        (FRIDAY_NIGHT, date(2020, 4, 24), date(2020, 4, 27), at(25, 4, 7)),
        (at(22, 4, 9), date(2020, 4, 30), date(2020, 5, 15), at(22, 4, 9, 5)),  # a Wednesday
        (at(30, 4, 9), date(2020, 4, 30), date(2020, 5, 15), at(4, 5, 7)),  # on a holiday nobody is disturbed
        (at(30, 4, 9), date(2020, 5, 3), date(2020, 5, 15), at(2, 5, 7)),
    ],
)
def test_more_time_waits_for_a_working_day_unless_either_day_comes_by_then(
    when: datetime, was: date, until: date, told: datetime
) -> None:
    moved = Happening(deed=AuditEvent.EXTENDED, at=when, by=TAM, round_id=1, until=until, was=was)
    person = Reporter(person_id=HOA, reports=(report(round_(at(1, 4), last_day=until)),))
    week = [when + timedelta(minutes=15 * quarter) for quarter in range(4 * 24 * 7)]
    assert {news.moment for now in week for news in due_extensions([person], [moved], hours(now))} == {told}


def test_a_round_told_on_a_saturday_is_not_told_anew_when_it_gets_more_time() -> None:
    new = report(round_(SATURDAY, last_day=date(2020, 5, 15)))
    moved = Happening(
        deed=AuditEvent.EXTENDED,
        at=at(25, 4, 15),
        by=TAM,
        round_id=1,
        until=date(2020, 5, 15),
        was=date(2020, 4, 27),
    )
    person = Reporter(person_id=HOA, reports=(new,))
    week = [SATURDAY + timedelta(minutes=15 * quarter) for quarter in range(4 * 24 * 7)]
    keys = {
        news.key
        for now in week
        for happened in [[moved] if now >= moved.at else []]
        for news in due_news([person], [], happened, hours(now))
    }
    assert keys == {"news:opened:7:2020-04-25T09:05", "news:extended:7:2020-04-25T15:05"}


@pytest.mark.parametrize("when", [FRIDAY_NIGHT, SATURDAY, at(26, 4, 10)])
def test_what_becomes_of_roles_waits_for_a_working_day(when: datetime) -> None:
    suspended = Happening(deed=AuditEvent.SUSPENDED, at=when, by=TAM, subject_id=HOA, unit_id=NAM_TUAN)
    assert list(due_role_news([suspended], hours(MONDAY_7 - timedelta(minutes=1)))) == []
    assert [news.moment for news in due_role_news([suspended], hours(MONDAY_7))] == [MONDAY_7]


def test_what_was_not_told_by_the_end_of_the_next_working_day_is_not_told_any_more() -> None:
    friday = report(round_(at(24, 4, 9), last_day=date(2020, 6, 30)))
    assert len(opened(at(27, 4, 19, 59), friday)) == 1
    assert opened(at(28, 4, 7), friday) == []


def test_who_was_given_the_report_after_the_opening_has_seen_it_in_the_greeting() -> None:
    assert opened(at(20, 4, 10), report(LITERACY, since=at(20, 4, 9, 3))) == []
    assert len(opened(at(20, 4, 10), report(LITERACY, since=MONDAY))) == 1


def test_a_reminder_of_the_same_day_says_it_too() -> None:
    soon = report(
        round_(at(22, 4, 7, 30), last_day=date(2020, 5, 5))
    )  # 7 working days before: the 22nd, 08:00
    assert opened(at(22, 4, 7, 40), soon) == []
    later = report(round_(at(22, 4, 7, 30), last_day=date(2020, 5, 6)))
    assert len(opened(at(22, 4, 7, 40), later)) == 1


def test_a_round_that_opens_after_its_deadline_is_not_told() -> None:
    past = round_(MONDAY, last_day=date(2020, 4, 19))
    assert opened(at(20, 4, 10), report(past)) == []
    supervisor = Supervisor(person_id=THU, unit_id=HOA_AN, reports=(report(past),))
    assert list(due_openings_below([supervisor], (), hours(at(20, 4, 10)))) == []


def test_a_supervisor_is_told_of_a_round_once_for_all_units_unless_they_opened_it() -> None:
    supervisors = [
        Supervisor(person_id=person, unit_id=HOA_AN, reports=(report(LITERACY, 1), report(LITERACY, 2)))
        for person in (THU, TAM)
    ]
    opening = Happening(deed=AuditEvent.ROUND_OPENED, at=MONDAY, by=TAM, unit_id=HOA_AN, round_id=1)
    (news,) = due_openings_below(supervisors, [opening], hours(at(20, 4, 10)))
    assert news.order == SendNewsBelow(person_id=THU, unit_id=HOA_AN, news="opened", round_ids=(1,))
    assert news.key == "news:opened:9:2:2020-04-20T09:05"


def test_a_supervisor_who_joined_later_is_not_told() -> None:
    late = Supervisor(person_id=THU, unit_id=HOA_AN, reports=(report(LITERACY),), since=at(20, 4, 9, 30))
    assert list(due_openings_below([late], (), hours(at(20, 4, 10)))) == []


LATER = date(2020, 5, 15)
EXTENDED = round_(at(1, 4), last_day=LATER)


def test_a_later_deadline_is_told_to_those_who_have_it_now() -> None:
    moved = extended(LATER, at(6, 5, 10))
    own = report(round_(at(1, 4), last_day=date(2020, 5, 20)), 2)  # with a day of its own: not moved
    person = Reporter(person_id=HOA, reports=(report(EXTENDED, 1), own))
    (news,) = due_extensions([person], [moved], hours(at(6, 5, 10, 5)))
    assert news.order == SendNews(person_id=HOA, news="extended", report_ids=(1,))
    assert news.key == "news:extended:7:2020-05-06T10:05"


def test_of_two_extensions_only_the_one_that_holds_is_told() -> None:
    first, second = extended(date(2020, 5, 12), at(6, 5, 9)), extended(LATER, at(6, 5, 11))
    person = Reporter(person_id=HOA, reports=(report(EXTENDED),))
    (news,) = due_extensions([person], [first, second], hours(at(6, 5, 12)))
    assert news.key == "news:extended:7:2020-05-06T11:05"


def test_an_extension_for_one_unit_concerns_that_one_and_its_supervisor() -> None:
    moved = extended(LATER, at(6, 5, 10), report_id=1)
    people = [Reporter(person_id=n, reports=(report(EXTENDED, n),)) for n in (1, 2)]
    (news,) = due_extensions(people, [moved], hours(at(6, 5, 12)))
    assert news.person_id == 1
    supervisor = Supervisor(person_id=THU, unit_id=HOA_AN, reports=(report(EXTENDED, 1), report(EXTENDED, 2)))
    (below,) = due_extensions_below([supervisor], [moved], hours(at(6, 5, 12)))
    assert below.order == SendNewsBelow(person_id=THU, unit_id=HOA_AN, news="extended", report_ids=(1,))


def test_who_extended_a_round_is_not_told_of_it() -> None:
    supervisor = Supervisor(person_id=THU, unit_id=HOA_AN, reports=(report(EXTENDED),))
    own = extended(LATER, at(6, 5, 10), by=THU)
    assert list(due_extensions_below([supervisor], [own], hours(at(6, 5, 12)))) == []
    (below,) = due_extensions_below([supervisor], [extended(LATER, at(6, 5, 10))], hours(at(6, 5, 12)))
    assert below.order == SendNewsBelow(person_id=THU, unit_id=HOA_AN, news="extended", round_ids=(1,))


def test_a_round_extended_before_it_is_told_is_told_once() -> None:
    new = round_(MONDAY, last_day=LATER)
    moved = extended(LATER, at(20, 4, 9, 3))
    person = Reporter(person_id=HOA, reports=(report(new),))
    assert list(due_extensions([person], [moved], hours(at(20, 4, 10)))) == []
    assert len(opened(at(20, 4, 10), report(new))) == 1


def test_rounds_closed_within_the_same_minutes_are_told_together_but_not_to_who_closed_them() -> None:
    closed = [
        Happening(deed=AuditEvent.ROUND_CLOSED, at=MONDAY, by=TAM, round_id=number, concerned=(HOA, TAM))
        for number in (1, 2)
    ]
    (news,) = due_closings(closed, hours(at(20, 4, 10)))
    assert news.order == SendClosed(person_id=HOA, round_ids=(1, 2))
    assert news.key == "news:closed:7:2020-04-20T09:05"


def test_both_ends_of_a_hand_over_are_told_apart() -> None:
    """The one who comes is new and greeted when joining; the one who goes is told."""
    over = Happening(
        deed=AuditEvent.HANDED_OVER, at=MONDAY, by=TAM, subject_id=20, unit_id=NAM_TUAN, before=HOA
    )
    (news,) = due_role_news([over], hours(at(20, 4, 10)))
    change = RoleChange(news="passed_on", unit_id=NAM_TUAN, role=RoleKind.REPORTER)
    assert news.order == SendRoleNews(person_id=HOA, changes=(change,))


def test_what_becomes_of_a_persons_roles_within_the_same_minutes_is_one_message() -> None:
    given_ = Happening(
        deed=AuditEvent.ENROLLED, at=MONDAY, subject_id=HOA, unit_id=NAM_TUAN, role=RoleKind.REPORTER
    )
    suspended = Happening(deed=AuditEvent.SUSPENDED, at=MONDAY, by=TAM, subject_id=HOA, unit_id=4)
    (news,) = due_role_news([given_, suspended], hours(at(20, 4, 10)))
    assert news.key == "news:roles:7:2020-04-20T09:05"
    assert isinstance(news.order, SendRoleNews)
    assert [(each.news, each.unit_id) for each in news.order.changes] == [("given", 3), ("suspended", 4)]


def test_who_suspends_themselves_knows() -> None:
    own = Happening(deed=AuditEvent.SUSPENDED, at=MONDAY, by=HOA, subject_id=HOA, unit_id=NAM_TUAN)
    assert list(due_role_news([own], hours(at(20, 4, 10)))) == []


def test_the_next_news_is_known_before_its_moment() -> None:
    person = Reporter(person_id=HOA, reports=(report(LITERACY),))
    assert next_news_moment([person], [], [], hours(at(20, 4, 9, 3))) == at(20, 4, 9, 5)
    assert next_news_moment([person], [], [], hours(at(20, 4, 9, 5))) is None
    late = Reporter(person_id=HOA, reports=(report(LITERACY, since=at(20, 4, 9, 3)),))
    assert next_news_moment([late], [], [], hours(at(20, 4, 9, 3))) is None


MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2020, 12, 1)).map(  # noqa: DTZ001 -- the zone follows
    lambda moment: moment.replace(tzinfo=OFFICE)
)


@given(happened=MOMENTS, minutes=st.lists(st.integers(0, 20 * 24 * 60), max_size=30))
def test_whenever_it_is_planned_news_has_one_key_and_a_decent_hour(
    happened: datetime, minutes: list[int]
) -> None:
    suspended = Happening(deed=AuditEvent.SUSPENDED, at=happened, by=TAM, subject_id=HOA, unit_id=NAM_TUAN)
    keys = set()
    for minute in minutes:
        for news in due_role_news([suspended], hours(happened + timedelta(minutes=minute))):
            keys.add(news.key)
            assert not QUIET.holds(news.not_before, CALENDAR)
    assert len(keys) <= 1


@given(happened=MOMENTS, minutes=st.integers(0, 20 * 24 * 60))
def test_nothing_older_than_what_is_looked_for_is_ever_told(happened: datetime, minutes: int) -> None:
    planned = hours(happened + timedelta(minutes=minutes))
    moment = planned.moment(happened)
    fresh = CALENDAR.plus_working_days(moment.date(), 1) >= planned.now.date()
    assert planned.is_due(happened) == (moment <= planned.now and fresh)
