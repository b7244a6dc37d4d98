from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rounds.period import IllegalPeriod, Period, PeriodKind


@pytest.mark.parametrize(
    ("code", "start", "end", "previous"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31), "2018"),
        ("2019S1", date(2019, 1, 1), date(2019, 6, 30), "2018S2"),
        ("2019S2", date(2019, 7, 1), date(2019, 12, 31), "2019S1"),
        ("2019Q1", date(2019, 1, 1), date(2019, 3, 31), "2018Q4"),
        ("2019Q3", date(2019, 7, 1), date(2019, 9, 30), "2019Q2"),
        ("202002", date(2020, 2, 1), date(2020, 2, 29), "202001"),
        ("201901", date(2019, 1, 1), date(2019, 1, 31), "201812"),
        ("2019W5", date(2019, 1, 28), date(2019, 2, 3), "2019W4"),
        ("2020W53", date(2020, 12, 28), date(2021, 1, 3), "2020W52"),
        ("2021W1", date(2021, 1, 4), date(2021, 1, 10), "2020W53"),
        ("2019Sep", date(2019, 9, 1), date(2020, 8, 31), "2018Sep"),
    ],
)
def test_a_code_is_a_stretch_of_days(code: str, start: date, end: date, previous: str) -> None:
    period = Period.parse(code)
    assert (period.start, period.end) == (start, end)
    assert period.code == str(period) == code
    assert period.previous().code == previous


@pytest.mark.parametrize(
    "code",
    [
        "",
        "19",
        "2019S3",
        "2019S0",
        "2019Q5",
        "201913",
        "201900",
        "2019W53",
        "2019W0",
        "2019W05",
        "2019sep",
        "2019 ",
        "2019Oct",
        "1899",
        "3000",
        "20191",
        "20191231",
        "٢٠١٩",
        "2019\n",
    ],
)  # fmt: skip -- one line a case would be longer than the test
def test_there_is_no_such_period(code: str) -> None:
    with pytest.raises(IllegalPeriod):
        Period.parse(code)


def test_an_illegal_period_cannot_be_made() -> None:
    with pytest.raises(IllegalPeriod):
        Period(PeriodKind.YEAR, 2019, 2)
    with pytest.raises(IllegalPeriod):
        Period(PeriodKind.WEEK, 2019, 53)
    with pytest.raises(IllegalPeriod):
        Period(PeriodKind.YEAR, 1900).previous()


def test_its_parts_are_there_to_be_named() -> None:
    quarter = Period.parse("2018Q1")
    assert (quarter.kind, quarter.year, quarter.number) == (PeriodKind.QUARTER, 2018, 1)
    assert Period.parse("2019Sep").kind is PeriodKind.SCHOOL_YEAR


def test_periods_stand_in_the_order_they_begin() -> None:
    codes = ["2020W1", "2019Sep", "2019Q3", "2019", "201901", "2018S2"]
    ordered = sorted(map(Period.parse, codes))
    assert [period.code for period in ordered] == ["2018S2", "201901", "2019", "2019Q3", "2019Sep", "2020W1"]


def _codes() -> st.SearchStrategy[str]:
    year = st.integers(min_value=1901, max_value=2999).map(str)
    part = st.sampled_from(
        ["", "S1", "S2", "Q1", "Q2", "Q3", "Q4", "01", "02", "12", "W1", "W9", "W52", "Sep"]
    )
    return st.tuples(year, part).map("".join)


@given(_codes())
def test_the_previous_period_ends_the_day_before(code: str) -> None:
    period = Period.parse(code)
    previous = period.previous()
    assert previous.end == period.start - timedelta(days=1)
    assert previous < period
    assert Period.parse(previous.code) == previous
