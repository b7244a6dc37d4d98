from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reminders.schedule import (
    DueReminder,
    OpenReport,
    ReminderStage,
    Reporter,
    Supervisor,
    due_escalations,
    due_reminders,
    next_escalation_moment,
    next_reminder_moment,
)
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from reporting.rounds.working_days import WorkingCalendar

OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = WorkingCalendar()


def at(day: int, month: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2020, month, day, hour, minute, tzinfo=OFFICE)


OPENING = at(17, 4)


def round_due(before: date, *, round_id: int = 1, opened_at: datetime = OPENING) -> Round:
    return Round(
        id=round_id,
        title="Xóa mù chữ 2019",
        form_hash="f",
        period=Period.parse("2019"),
        due=Due(printed=before),
        opened_at=opened_at,
    )


LITERACY = round_due(date(2020, 5, 8))


def report(report_id: int = 1, round_: Round = LITERACY, since: datetime | None = None) -> OpenReport:
    return OpenReport(report_id=report_id, round=round_, unit_id=report_id, since=since)


def reporter(*reports: OpenReport, snoozed: datetime | None = None) -> Reporter:
    return Reporter(person_id=7, reports=reports or (report(),), snoozed_until=snoozed)


def due(person: Reporter, now: datetime) -> DueReminder | None:
    return next(iter(due_reminders([person], now, CALENDAR)), None)


@pytest.mark.parametrize(
    ("moment", "stage"),
    [
        (at(24, 4), ReminderStage.BEFORE),
        (at(4, 5), ReminderStage.BEFORE),
        (at(6, 5), ReminderStage.BEFORE),
        (at(7, 5), ReminderStage.LAST_DAY),
        (at(8, 5), ReminderStage.OVERDUE),
        (at(12, 5), ReminderStage.OVERDUE),
    ],
    ids=str,
)
def test_each_stage_has_its_moment(moment: datetime, stage: ReminderStage) -> None:
    reminder = due(reporter(), moment)
    assert reminder is not None
    assert (reminder.moment, reminder.stage, reminder.not_before) == (moment, stage, moment)
    assert next_reminder_moment([reporter()], moment - timedelta(minutes=1), CALENDAR) == moment


def test_a_reminder_is_of_use_until_the_last_deadline_and_an_overdue_one_as_long_as_anything() -> None:
    later = report(2, round_due(date(2020, 5, 20), round_id=2))
    before, after = due(reporter(report(), later), at(24, 4)), due(reporter(), at(8, 5))
    assert before is not None
    assert before.until is not None
    assert before.until.date() == date(2020, 5, 19)
    assert after is not None
    assert after.until is None


def test_nothing_is_due_before_the_first_stage_and_nothing_comes_after_the_last() -> None:
    assert due(reporter(), at(24, 4, 7, 59)) is None
    assert next_reminder_moment([reporter()], at(12, 5), CALENDAR) is None


def test_planning_again_gives_the_same_key() -> None:
    first, again = due(reporter(), at(24, 4)), due(reporter(), at(26, 4, 15))
    assert first is not None
    assert again is not None
    assert first.key == again.key == "reminder:7:2020-04-24T08:00"


def test_a_missed_moment_is_made_up_and_older_ones_are_not_repeated() -> None:
    reminder = due(reporter(), at(5, 5, 14))
    assert reminder is not None
    assert reminder.moment == at(4, 5)
    assert reminder.not_before == at(5, 5, 14)


def test_a_moment_made_up_at_night_waits_for_the_morning() -> None:
    reminder = due(reporter(), at(29, 4, 22))
    assert reminder is not None
    assert reminder.moment == at(24, 4)
    assert reminder.not_before == at(2, 5, 7)


def test_one_message_speaks_of_all_open_reports() -> None:
    other = report(2, round_due(date(2020, 5, 15), round_id=2))
    reminder = due(reporter(report(), other), at(24, 4))
    assert reminder is not None
    assert reminder.report_ids == (1, 2)


def test_of_two_stages_at_one_moment_the_more_urgent_counts() -> None:
    overdue = report(2, round_due(date(2020, 4, 24), round_id=2))
    reminder = due(reporter(report(), overdue), at(24, 4))
    assert reminder is not None
    assert reminder.stage is ReminderStage.OVERDUE


def test_someone_without_open_reports_is_left_alone() -> None:
    nobody = Reporter(person_id=7, reports=(), snoozed_until=at(24, 4))
    assert due(nobody, at(7, 5)) is None
    assert next_reminder_moment([nobody], at(20, 4), CALENDAR) is None


def test_stages_before_the_round_opened_do_not_count() -> None:
    late = report(round_=round_due(date(2020, 5, 8), opened_at=at(4, 5, 9)))
    assert due(reporter(late), at(5, 5)) is None
    assert next_reminder_moment([reporter(late)], at(5, 5), CALENDAR) == at(6, 5)


def test_stages_before_someone_took_over_do_not_count() -> None:
    taken_over = report(since=at(6, 5, 10))
    assert due(reporter(taken_over), at(6, 5, 11)) is None
    assert next_reminder_moment([reporter(taken_over)], at(6, 5, 11), CALENDAR) == at(7, 5)


def test_a_last_day_on_a_weekend_is_still_reminded_of() -> None:
    saturday = report(round_=round_due(date(2020, 4, 26)))
    reminder = due(reporter(saturday), at(25, 4))
    assert reminder is not None
    assert (reminder.moment, reminder.stage) == (at(25, 4), ReminderStage.LAST_DAY)


def test_a_last_day_on_a_holiday_was_reminded_of_on_the_working_day_before() -> None:
    labour_day = reporter(report(round_=round_due(date(2020, 5, 2))))
    assert next_reminder_moment([labour_day], at(28, 4, 9), CALENDAR) == at(29, 4)
    assert next_reminder_moment([labour_day], at(29, 4), CALENDAR) == at(4, 5)
    overdue = due(labour_day, at(4, 5))
    assert overdue is not None
    assert overdue.stage is ReminderStage.OVERDUE


def test_a_snooze_brings_its_own_reminder_and_silences_those_before() -> None:
    snoozed = reporter(snoozed=at(5, 5))
    assert due(snoozed, at(4, 5, 12)) is None
    assert next_reminder_moment([snoozed], at(4, 5, 7), CALENDAR) == at(5, 5)
    reminder = due(snoozed, at(5, 5))
    assert reminder is not None
    assert reminder.stage is ReminderStage.SNOOZED
    following = due(snoozed, at(6, 5))
    assert following is not None
    assert following.stage is ReminderStage.BEFORE


def test_a_snooze_until_a_stage_is_that_stage() -> None:
    reminder = due(reporter(snoozed=at(7, 5)), at(7, 5))
    assert reminder is not None
    assert reminder.stage is ReminderStage.LAST_DAY


def test_a_snooze_that_ends_after_the_last_day_silences_nothing_before_it() -> None:
    reminder = due(reporter(snoozed=at(8, 5)), at(7, 5))
    assert reminder is not None
    assert reminder.stage is ReminderStage.LAST_DAY


def test_a_snooze_left_from_an_earlier_round_wakes_nobody() -> None:
    assert due(reporter(snoozed=at(10, 4)), at(18, 4)) is None


def supervisor(*reports: OpenReport) -> Supervisor:
    return Supervisor(person_id=9, unit_id=2, reports=reports)


def test_supervisors_are_told_once_after_three_overdue_working_days() -> None:
    above = supervisor(report(1), report(2))
    assert due_escalations([above], at(12, 5, 19), CALENDAR) == ()
    assert next_escalation_moment([above], at(17, 4), CALENDAR) == at(13, 5)
    (told,) = due_escalations([above], at(13, 5), CALENDAR)
    assert (told.report_ids, told.round_id, told.moment) == ((1, 2), 1, at(13, 5))
    (again,) = due_escalations([supervisor(report(2))], at(20, 5), CALENDAR)
    assert again.key == told.key
    assert next_escalation_moment([above], at(13, 5), CALENDAR) is None


def test_each_round_is_told_of_by_itself() -> None:
    earlier = round_due(date(2020, 5, 6), round_id=2)
    above = supervisor(report(1), report(2, earlier), report(3))
    told = due_escalations([above], at(13, 5), CALENDAR)
    assert [(one.round_id, one.report_ids) for one in told] == [(1, (1, 3)), (2, (2,))]
    assert len({one.key for one in told}) == 2


def test_a_round_opened_after_its_own_deadline_alarms_nobody_at_once() -> None:
    late = round_due(date(2020, 5, 8), opened_at=at(1, 6))
    assert due_escalations([supervisor(report(round_=late))], at(2, 6), CALENDAR) == ()


def test_supervisors_with_nothing_open_are_left_alone() -> None:
    assert due_escalations([supervisor()], at(20, 5), CALENDAR) == ()
    assert next_escalation_moment([supervisor()], at(20, 4), CALENDAR) is None
