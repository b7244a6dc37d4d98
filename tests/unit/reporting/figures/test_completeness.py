from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from reporting.figures.completeness import Completeness, IsWorking, Standing, completeness, forecast
from reporting.reports.report import Progress, Submission
from reporting.rounds.round import Round

Stand = Callable[..., tuple[Standing, ...]]
At = Callable[[str], datetime]


def names(units: tuple[object, ...]) -> list[str]:
    return [getattr(unit, "name", "") for unit in units]


def test_it_counts_in_dhis2s_words_and_names_in_the_trees_order(stand: Stand, at: At) -> None:
    now = completeness(stand("- 20/4 3 11/5 - 24/4 23"), at("11/5 10:00"))
    assert (now.expected, now.actual, now.on_time, now.missing) == (7, 3, 2, 4)
    assert names(now.submitted) == ["Bế Triều", "Công Trừng", "Hồng Nam"]
    assert names(now.in_progress) == ["Bình Long", "Nam Tuấn"]
    assert names(now.not_started) == ["Nước Hai", "Đức Xuân"]


def test_the_last_day_is_on_time_and_the_next_is_not(stand: Stand, at: At) -> None:
    assert completeness(stand("7/5 8/5"), at("9/5 10:00")).on_time == 1


def test_the_gain_is_what_came_in_the_last_seven_days(stand: Stand, at: At) -> None:
    standings = stand("20/4 21/4 27/4")  # each at 09:00
    assert completeness(standings, at("27/4 09:00")).gained == 2
    assert completeness(standings, at("27/4 08:59")).gained == 2
    assert completeness(standings, at("28/4 09:01")).gained == 1


def test_a_late_correction_neither_undoes_being_on_time_nor_counts_as_new(stand: Stand, at: At) -> None:
    (standing,) = stand("20/4")
    second = Submission(number=2, at=at("11/5 09:00"), on_time=False)
    corrected = completeness(
        [replace(standing, submissions=(*standing.submissions, second))], at("11/5 10:00")
    )
    assert (corrected.actual, corrected.on_time, corrected.gained) == (1, 1, 0)


def test_a_standing_that_contradicts_itself_is_refused(stand: Stand) -> None:
    submitted, going = stand("20/4 11")
    with pytest.raises(ValueError, match="submission"):
        replace(submitted, submissions=())
    with pytest.raises(ValueError, match="submission"):
        replace(going, progress=Progress.SUBMITTED)
    with pytest.raises(ValueError, match="25 of 24"):
        replace(going, answered=25)


@pytest.fixture
def foresee(
    stand: Stand, at: At, literacy: Round, is_working: IsWorking
) -> Callable[[str, str], date | None]:
    def foresee(words: str, now: str) -> date | None:
        standing: Completeness = completeness(stand(words), at(now))
        return forecast(standing, opened_at=literacy.opened_at, now=at(now), is_working=is_working)

    return foresee


Foresee = Callable[[str, str], date | None]


def test_the_forecast_keeps_the_weeks_pace_over_working_days(foresee: Foresee) -> None:
    # Monday 27/4, 5 working days gave 5 reports: 2 missing come in today and tomorrow.
    assert foresee("20/4 21/4 22/4 23/4 24/4 - -", "27/4 07:30") == date(2020, 4, 28)
    # In the afternoon today's work is done: tomorrow and the day after.
    assert foresee("21/4 21/4 22/4 23/4 24/4 - -", "27/4 13:00") == date(2020, 4, 29)


def test_the_forecast_passes_over_the_holidays(foresee: Foresee) -> None:
    # 2 in 5 working days, 5 missing: 13 working days from Monday 27/4 without 30/4 and 01/5.
    assert foresee("21/4 24/4 - - - - -", "27/4 07:30") == date(2020, 5, 15)


def test_a_round_opened_midweek_is_not_taken_for_slow(foresee: Foresee) -> None:
    # Opened Friday 17/4; by Monday morning one working day gave 2 reports: 4 missing take 2 more.
    assert foresee("17/4 17/4 - - - -", "20/4 07:30") == date(2020, 4, 21)


def test_a_report_on_the_very_first_day_does_not_divide_by_nothing(foresee: Foresee) -> None:
    assert foresee("17/4 - -", "17/4 15:00") == date(2020, 4, 21)


@pytest.mark.parametrize(
    ("words", "now"),
    [
        ("20/4 21/4", "27/4 07:30"),
        ("- - 11", "27/4 07:30"),
        ("17/4 - -", "27/4 07:30"),
        ("21/4" + " -" * 99, "27/4 07:30"),
    ],
    ids=["all in", "none in", "none this week", "too far away"],
)
def test_there_is_no_forecast_where_it_would_say_nothing(foresee: Foresee, words: str, now: str) -> None:
    assert foresee(words, now) is None
