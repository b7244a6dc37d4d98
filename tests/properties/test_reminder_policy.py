"""The reminder policy against any history: whenever it is asked, whoever has submitted or snoozed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from reminders.quiet_hours import QuietHours
from reminders.schedule import DueReminder, OpenReport, Reporter, due_reminders, next_reminder_moment
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from reporting.rounds.working_days import WorkingCalendar

OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = WorkingCalendar()
QUIET = QuietHours()
START = datetime(2020, 3, 30, tzinfo=OFFICE)
END = START + timedelta(days=70)

moments = st.integers(min_value=0, max_value=70 * 24 * 4).map(
    lambda quarters: START + timedelta(minutes=15 * quarters)
)
dues = st.integers(min_value=5, max_value=60).map(
    lambda days: Due(printed=START.date() + timedelta(days=days))
)


@st.composite
def _reports(draw: st.DrawFn) -> tuple[OpenReport, ...]:
    count = draw(st.integers(min_value=0, max_value=3))
    return tuple(
        OpenReport(
            report_id=number,
            round=Round(
                id=number,
                title="",
                form_hash="",
                period=Period.parse("2019"),
                due=draw(dues),
                opened_at=draw(moments),
            ),
            unit_id=1,
            since=draw(st.none() | moments),
        )
        for number in range(count)
    )


reporters = st.builds(Reporter, person_id=st.just(1), reports=_reports(), snoozed_until=st.none() | moments)
plannings = st.lists(moments, min_size=1, max_size=12).map(sorted)


def planned(person: Reporter, now: datetime) -> DueReminder | None:
    return next(iter(due_reminders([person], now, CALENDAR)), None)


def every_moment(person: Reporter) -> list[datetime]:
    """What a planner that never sleeps would plan."""
    found, now = [], START - timedelta(days=60)
    while following := next_reminder_moment([person], now, CALENDAR):
        found.append(following)
        now = following
    return found


@given(reporters, plannings)
def test_any_planning_times_plan_the_last_moment_of_each_gap(
    person: Reporter, times: Sequence[datetime]
) -> None:
    expected, passed = set(), START - timedelta(days=60)
    for now in times:
        in_gap = [moment for moment in every_moment(person) if passed < moment <= now]
        expected.update(in_gap[-1:])
        passed = now
    assert {reminder.moment for now in times if (reminder := planned(person, now))} == expected


@given(reporters, plannings)
def test_one_key_is_one_moment(person: Reporter, times: Sequence[datetime]) -> None:
    reminders = [reminder for now in times if (reminder := planned(person, now))]
    assert len({reminder.key for reminder in reminders}) == len({reminder.moment for reminder in reminders})


@given(reporters, moments)
def test_nobody_is_reminded_at_night_or_on_a_holiday(person: Reporter, now: datetime) -> None:
    assert not any(QUIET.holds(moment, CALENDAR) for moment in every_moment(person))
    reminder = planned(person, now)
    if reminder:
        assert reminder.not_before >= now
        assert not QUIET.holds(reminder.not_before, CALENDAR)


@given(reporters, plannings, st.dictionaries(st.integers(min_value=0, max_value=2), moments))
def test_a_submitted_report_is_never_reminded_of(
    person: Reporter, times: Sequence[datetime], submitted: dict[int, datetime]
) -> None:
    for now in times:
        still_open = tuple(r for r in person.reports if submitted.get(r.report_id, END) > now)
        reminder = planned(Reporter(person_id=1, reports=still_open, snoozed_until=person.snoozed_until), now)
        if reminder:
            assert set(reminder.report_ids) == {report.report_id for report in still_open}
            assert reminder.moment > min(report.known_from for report in still_open)


@given(reporters, moments)
def test_the_next_moment_is_when_something_new_is_due(person: Reporter, now: datetime) -> None:
    following = next_reminder_moment([person], now, CALENDAR)
    if following:
        due_then = planned(person, following)
        assert due_then is not None
        assert due_then.moment == following
    before = planned(person, now)
    last = planned(person, following - timedelta(seconds=1) if following else END + timedelta(days=365))
    assert (last and last.key) == (before and before.key)


@given(
    st.dates(min_value=date(2018, 1, 1), max_value=date(2027, 12, 31)), st.integers(min_value=1, max_value=30)
)
def test_working_days_count_back_and_forth(day: date, n: int) -> None:
    later, earlier = CALENDAR.plus_working_days(day, n), CALENDAR.minus_working_days(day, n)
    assert CALENDAR.is_working(later)
    assert CALENDAR.is_working(earlier)
    assert CALENDAR.working_days_between(day, later) == n
    assert CALENDAR.working_days_between(earlier - timedelta(days=1), day - timedelta(days=1)) == n
