from decimal import Decimal

import pytest

from reporting.plausibility import departs, rate_departs, seems_misplaced


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
    assert departs(Decimal(value), Decimal(previous)) is asked


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
