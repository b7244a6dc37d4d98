from collections.abc import Callable

from reporting.figures.completeness import Standing
from reporting.figures.letter_standings import letter_standings
from reporting.reports.report import Progress

Stand = Callable[..., tuple[Standing, ...]]


def test_a_unit_has_submitted_when_every_part_has_come_in(stand: Stand) -> None:
    both, one, none, begun = letter_standings([stand("20/4 20/4 - 11"), stand("22/4 - - -")])
    assert both.progress is Progress.SUBMITTED
    assert both.submitted_at is not None
    assert both.submitted_at.day == 22
    assert one.progress is Progress.IN_PROGRESS
    assert none.progress is Progress.NOT_STARTED
    assert begun.progress is Progress.IN_PROGRESS


def test_the_answers_of_all_parts_are_counted_together(stand: Stand) -> None:
    (standing,) = letter_standings([stand("11"), stand("5")])
    assert (standing.answered, standing.asked) == (16, 48)


def test_one_late_part_makes_the_letter_late(stand: Stand) -> None:
    (standing,) = letter_standings([stand("20/4"), stand("12/5")])
    assert not standing.on_time


def test_a_unit_that_only_one_part_asks_is_judged_by_that_part(stand: Stand) -> None:
    first, second = letter_standings([stand("20/4 20/4"), stand("20/4")])
    assert first.progress is second.progress is Progress.SUBMITTED
