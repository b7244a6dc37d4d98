"""Periods as people type and read them: năm 2020, quý I/2020, tháng 4/2020, 6 tháng đầu năm 2020, năm học 2019-2020."""

import re

from reporting.periods import IllegalPeriod, Period, PeriodKind
from texts import Catalogue
from texts.folding import fold

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?P<year>[0-9]{4})"
_PATTERNS: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = (
    (PeriodKind.SCHOOL_YEAR, re.compile(rf"nam hoc {_YEAR} ?[-–/] ?(?P<end>[0-9]{{4}})")),
    (PeriodKind.YEAR, re.compile(rf"(?:ca )?(?:nam )?{_YEAR}")),
    (PeriodKind.QUARTER, re.compile(rf"quy (?P<number>[1-4]|iv|i{{1,3}})(?: ?[/-] ?| nam | ){_YEAR}")),
    (PeriodKind.MONTH, re.compile(rf"(?:thang )?(?P<number>[0-9]{{1,2}})(?: ?[/-] ?| nam ){_YEAR}")),
    (
        PeriodKind.HALF,
        re.compile(rf"(?:6|sau) thang (?P<number>dau|cuoi)(?: nam)? {_YEAR}"),
    ),
    (PeriodKind.WEEK, re.compile(rf"tuan (?P<number>[0-9]{{1,2}})(?: ?[/-] ?| nam ){_YEAR}")),
)
_HALVES = {"dau": 1, "cuoi": 2}


def period_words(period: Period, texts: Catalogue) -> str:
    """Return a period as people read it: 2020, quý I/2020, tháng 4/2020, 6 tháng cuối năm 2020, năm học 2019-2020."""
    number = {PeriodKind.QUARTER: ["I", "II", "III", "IV"]}.get(period.kind)
    return texts.plain(
        f"period.{period.kind}" if period.kind is not PeriodKind.HALF else f"period.half_{period.number}",
        year=period.year,
        next=period.year + 1,
        number=number[period.number - 1] if number else period.number,
    )


def read_period(text: str) -> Period | None:
    """Return the period that was typed, in words or in DHIS2's code; None for anything else."""
    folded = fold(" ".join(text.split()))
    try:
        return Period.parse("".join(text.split()))
    except IllegalPeriod:
        pass
    for kind, pattern in _PATTERNS:
        if found := pattern.fullmatch(folded):
            return _period(kind, found.groupdict())
    return None


def _period(kind: PeriodKind, found: dict[str, str]) -> Period | None:
    year, number = int(found["year"]), found.get("number", "1")
    if "end" in found and int(found["end"]) != year + 1:
        return None
    try:
        return Period(kind, year, _ROMAN.get(number) or _HALVES.get(number) or int(number))
    except IllegalPeriod:
        return None
