"""What a unit is called, before and after it has ended."""

from datetime import UTC, date, datetime

import pytest

from conversations.answering.report_size import unit_name
from reporting.units.unit import Unit
from texts import catalogue

ENDED = Unit(id=1, code="HA01", name="Nam Tuấn", kind="xã", valid_to=date(2020, 4, 30))


LAST_DAY, DAY_AFTER = (datetime(2020, *day, 9, tzinfo=UTC) for day in ((4, 30), (5, 1)))


@pytest.mark.parametrize(
    ("now", "language", "name"),
    [
        (LAST_DAY, "vi", "xã Nam Tuấn"),
        (DAY_AFTER, "vi", "xã Nam Tuấn (cũ)"),
        (DAY_AFTER, "en", "xã Nam Tuấn (former)"),
    ],
)
def test_a_unit_is_a_former_one_from_the_day_after_its_last(now: datetime, language: str, name: str) -> None:
    assert unit_name(ENDED, now, catalogue(language)) == name


def test_a_button_needs_no_kind() -> None:
    assert unit_name(ENDED, DAY_AFTER, catalogue("vi"), with_kind=False) == "Nam Tuấn (cũ)"
