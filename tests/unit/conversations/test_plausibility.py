from decimal import Decimal

import pytest

from reporting.reports.plausibility import (
    choices_depart,
    count_departs,
    exceeds_others,
    nearest_power,
    rate_departs,
    seems_misplaced,
    times_apart,
)


@pytest.mark.parametrize(
    ("value", "previous", "asked"),
    [
        (115, 100, False),  # just 15 %
        (116, 100, True),
        (85, 100, False),
        (84, 100, True),
        (4, 0, False),  # fewer than five persons are never asked about
        (5, 0, True),
        (0, 4, False),
        (0, 5, True),
        (20, 24, False),  # 17 %, but four persons
        (412, 412, False),
    ],
)
def test_a_count_is_asked_about_from_more_than_15_percent_and_five_persons(
    *, value: int, previous: int, asked: bool
) -> None:
    assert count_departs(Decimal(value), Decimal(previous)) is asked


@pytest.mark.parametrize(
    ("value", "previous", "misplaced"),
    [
        (6800, 680, True),
        (68, 680, True),
        (6799, 680, False),
        (0, 680, False),  # nobody left is no slip of a separator
        (680, 0, False),
        (4, 1, False),
        (10, 1, True),
        (-6800, 680, True),
    ],
)
def test_ten_times_more_or_less_looks_like_a_slipped_separator(
    *, value: int, previous: int, misplaced: bool
) -> None:
    assert seems_misplaced(Decimal(value), Decimal(previous)) is misplaced


@pytest.mark.parametrize(
    ("value", "previous", "times", "power"),
    [
        ("680000", "680", 1000, 1000),
        ("660000", "680", 1000, 1000),  # about a thousand times
        ("66", "680", 10, 10),
        ("0.25", "2.5", 10, 10),
        ("23800", "680", 35, None),
        ("700", "680", 1, None),
    ],
)
def test_how_many_times_a_figure_is_another(
    *, value: str, previous: str, times: int, power: int | None
) -> None:
    assert times_apart(Decimal(value), Decimal(previous)) == times
    assert nearest_power(Decimal(value), Decimal(previous)) == power


@pytest.mark.parametrize(
    ("value", "same", "any_kind", "exceeds"),
    [
        (1_637_000, 660, 660, True),
        (1_637, 660, 660, False),
        (990, 2, 2, False),  # too small to be worth a question
        (1_250, None, 3, False),  # pupils beside schools
        (4_000_000, None, 3, True),
        (5_000, None, None, False),
    ],
)
def test_a_first_figure_is_bounded_by_the_reports_others(
    *, value: int, same: int | None, any_kind: int | None, exceeds: bool
) -> None:
    same_kind, of_any_kind = (None if each is None else Decimal(each) for each in (same, any_kind))
    assert exceeds_others(Decimal(value), same_kind, of_any_kind) is exceeds


@pytest.mark.parametrize(
    ("rate", "before", "asked"),
    [
        ((85, 100), (100, 100), False),
        ((84, 100), (100, 100), True),
        ((115, 100), (100, 100), False),
        ((116, 100), (100, 100), True),
        ((0, 100), (1, 100), True),
        ((1, 100), (0, 100), False),  # nothing to compare with
        ((1, 0), (1, 100), False),
        ((1, 100), (1, 0), False),
        ((655, 660), (674, 680), False),  # far fewer persons, the same rate
    ],
)
def test_a_rate_is_asked_about_from_more_than_15_percent_of_itself(
    *, rate: tuple[int, int], before: tuple[int, int], asked: bool
) -> None:
    part, whole, before_part, before_whole = map(Decimal, (*rate, *before))
    assert rate_departs(part, whole, before_part, before_whole) is asked


@pytest.mark.parametrize(
    ("chosen", "before", "asked"),
    [
        ("2", "2", False),
        ("0", "2", True),
        ("a b", "b a", False),
        ("a", "a b", True),
        ("", "a", True),
        ("", "", False),
        ("a b c d e f g", "a b c d e f", False),  # one of seven is 14 %
        ("a b c d e f", "a b c d e", True),
    ],
)
def test_a_choice_is_asked_about_from_more_than_15_percent_of_all_that_was_chosen(
    *, chosen: str, before: str, asked: bool
) -> None:
    assert choices_depart(chosen.split(), before.split()) is asked
