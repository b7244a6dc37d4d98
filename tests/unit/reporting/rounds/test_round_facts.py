import pytest

from reporting.rounds.period import Period
from reporting.rounds.round_facts import round_facts
from texts import catalogue


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        (
            "2019",
            {
                "period": "năm 2019",
                "previous_period": "năm 2018",
                "year": "2019",
                "school_year": "2019-2020",
                "start": "2019-01-01",
                "last_day": "31/12/2019",
                "last_month": "tháng 12/2019",
            },
        ),
        (
            "2020Q1",
            {"period": "quý I/2020", "previous_period": "quý IV/2019", "school_year": "2019-2020"},
        ),
        ("2019Sep", {"period": "năm học 2019-2020", "year": "2019", "school_year": "2019-2020"}),
        ("2020S1", {"period": "6 tháng đầu năm 2020", "last_month": "tháng 6/2020", "last_day": "30/6/2020"}),
    ],
)
def test_a_period_is_named_as_sentences_need_it(code: str, facts: dict[str, str]) -> None:
    said = round_facts(Period.parse(code), catalogue("vi"))
    assert {name: said[name] for name in facts} == facts


def test_in_english_too() -> None:
    said = round_facts(Period.parse("2019"), catalogue("en"))
    assert (said["period"], said["last_month"]) == ("2019", "December 2019")
