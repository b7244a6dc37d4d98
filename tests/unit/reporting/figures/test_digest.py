from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from reporting.figures.digest import Digest
from reporting.figures.rollup import Figures, Measure, UnitFigure

DigestOf = Callable[..., Digest]

RATE = Measure(name="rate", label="Biết chữ", is_rate=True, target=Decimal(96))
COUNT = Measure(name="pop", label="Số người", is_rate=False)
TARGETED = Measure(name="classes", label="Số lớp", is_rate=False, target=Decimal(10))


def figures(measure: Measure, parts: list[int], previous: list[int] | None = None) -> Figures:
    def of_units(values: list[int]) -> tuple[UnitFigure, ...]:
        return tuple(
            UnitFigure(unit_id=n, numerator=Decimal(value), denominator=Decimal(100))
            for n, value in enumerate(values, start=1)
        )

    return Figures(measure=measure, current=of_units(parts), previous=of_units(previous or []))


def test_only_submitted_reports_count_in_the_rates(digest_of: DigestOf) -> None:
    digest = digest_of("20/4 11 - 24/4", figures=[figures(RATE, [90, 1, 1, 98])])
    (rate,) = digest.rates
    assert (rate.numerator, rate.denominator) == (Decimal(188), Decimal(200))
    assert (rate.units_reported, rate.units_expected) == (2, 4)


def test_the_rates_and_the_counts_with_a_target_are_told_in_their_order(digest_of: DigestOf) -> None:
    told = [figures(TARGETED, [5]), figures(COUNT, [5]), figures(RATE, [5])]
    assert [rate.measure for rate in digest_of("20/4", figures=told).rates] == [TARGETED, RATE]


def test_a_drafts_figures_are_nothing_to_look_at(digest_of: DigestOf) -> None:
    told = [figures(COUNT, [50, 50], previous=[100, 100])]
    assert [one.unit.name for one in digest_of("11 20/4", figures=told).changes] == ["Bế Triều"]


def test_the_five_largest_changes_are_named_and_the_rest_counted(digest_of: DigestOf) -> None:
    told = [figures(COUNT, [80, 70, 60, 50, 40, 30, 20], previous=[100] * 7)]
    digest = digest_of(" ".join(["20/4"] * 7), figures=told)
    assert [one.largest.after for one in digest.changes] == [20, 30, 40, 50, 60]
    assert digest.more_changes == 2


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("27/4 07:30", 17),  # Monday morning: the week just over
        ("28/4 07:30", 17),  # a digest put off by a holiday
        ("30/4 20:00", 18),  # asked for late in the week: this week
        ("3/5 20:00", 18),
    ],
)
def test_the_week_is_the_one_that_most_of_the_last_seven_days_lie_in(
    digest_of: DigestOf, now: str, week: int
) -> None:
    assert digest_of("20/4", now).week == week


def test_the_days_left_run_to_the_last_day_on_time(digest_of: DigestOf) -> None:
    assert digest_of("-", "28/4 15:00").days_left == 9
    assert digest_of("-", "7/5 23:59").days_left == 0
    assert digest_of("-", "8/5 00:00").days_left == -1


def test_the_forecast_is_that_of_the_round(digest_of: DigestOf) -> None:
    assert digest_of("20/4 21/4 22/4 23/4 24/4 - -").forecast == date(2020, 4, 28)


def test_units_are_called_what_most_of_them_are(digest_of: DigestOf) -> None:
    assert digest_of("- - -").unit_kind == "xã"
    assert digest_of("-").unit_kind == "thị trấn"
    assert digest_of("").unit_kind == ""
