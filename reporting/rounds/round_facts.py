"""The facts of a round that a form can read: `pulldata('round', 'year')` and other columns."""

from collections.abc import Mapping
from functools import lru_cache

from reporting.rounds.period import Period, PeriodKind, period_words
from texts import Catalogue
from texts.formatting import Writer

SCHOOL_YEAR_BEGINS = 9


@lru_cache(maxsize=256)
def round_facts(period: Period, texts: Catalogue) -> Mapping[str, str]:
    """Return the columns of the instance `round`, in one language.

    `period` and `previous_period` are words for a sentence (năm 2019, quý I/2020), `code` is DHIS2's. `year`,
    `previous_year` and `next_year` are numbers; a school year counts as the year in which it begins. `school_year` is
    the school year of the period's last day. `start` and `end` are dates in XForms' format, `first_day` and
    `last_day` the same dates in the language's format, `last_month` is the month in which the period ends.
    """
    write = Writer(texts.language)
    return {
        "period": _in_sentence(period, texts),
        "previous_period": _in_sentence(period.previous(), texts),
        "code": period.code,
        "year": str(period.year),
        "previous_year": str(period.year - 1),
        "next_year": str(period.year + 1),
        "school_year": _school_year(period),
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "first_day": write.date(period.start),
        "last_day": write.date(period.end),
        "last_month": write.month(period.end),
    }


def _in_sentence(period: Period, texts: Catalogue) -> str:
    words = period_words(period, texts)
    return texts.plain("period.year_in_sentence", year=words) if period.kind is PeriodKind.YEAR else words


def _school_year(period: Period) -> str:
    began = period.end.year - (period.end.month < SCHOOL_YEAR_BEGINS)
    return f"{began}-{began + 1}"
