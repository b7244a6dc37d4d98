"""Reporting periods in DHIS2's notation: 2019, 2019S1, 2019Q1, 201912, 2019W5, 2019Sep."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import total_ordering
from typing import Self

from texts import Catalogue
from texts.normalize import fold

FIRST_YEAR, LAST_YEAR = 1900, 2999
SEPTEMBER = 9

_CODE = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:S(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>[0-9]{2})|W(?P<week>[1-9][0-9]?)|(?P<school>Sep))?"
)


class IllegalPeriod(ValueError):
    """The text or the numbers are not a period."""


class PeriodKind(StrEnum):
    """The kind of a period: its length and its beginning."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"  # ISO weeks: Monday to Sunday, week 1 holds the year's first Thursday
    SCHOOL_YEAR = "school_year"  # September to August; `year` is the year in which it begins


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A year, a part of it numbered from 1, or a school year. Periods are ordered by start, then end."""

    kind: PeriodKind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        """Raise IllegalPeriod for a period that the calendar does not have."""
        if not FIRST_YEAR <= self.year <= LAST_YEAR or not 1 <= self.number <= _parts(self.kind, self.year):
            raise IllegalPeriod(f"{self.kind} {self.number} of {self.year}")

    @classmethod
    def parse(cls, code: str) -> Self:
        """Return the period of a DHIS2 code. Raises IllegalPeriod for any other text."""
        found = _CODE.fullmatch(code)
        if found is None:
            raise IllegalPeriod(code)
        year = int(found["year"])
        if found["school"]:
            return cls(PeriodKind.SCHOOL_YEAR, year)
        for kind in (PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH, PeriodKind.WEEK):
            if found[kind.value]:
                return cls(kind, year, int(found[kind.value]))
        return cls(PeriodKind.YEAR, year)

    @property
    def code(self) -> str:
        """DHIS2's code, as `parse` reads it."""
        match self.kind:
            case PeriodKind.YEAR:
                return f"{self.year}"
            case PeriodKind.HALF:
                return f"{self.year}S{self.number}"
            case PeriodKind.QUARTER:
                return f"{self.year}Q{self.number}"
            case PeriodKind.MONTH:
                return f"{self.year}{self.number:02}"
            case PeriodKind.WEEK:
                return f"{self.year}W{self.number}"
            case PeriodKind.SCHOOL_YEAR:
                return f"{self.year}Sep"

    @property
    def start(self) -> date:
        """The period's first day."""
        match self.kind:
            case PeriodKind.WEEK:
                return date.fromisocalendar(self.year, self.number, 1)
            case PeriodKind.SCHOOL_YEAR:
                return date(self.year, SEPTEMBER, 1)
            case _:
                return date(self.year, (self.number - 1) * self._months + 1, 1)

    @property
    def end(self) -> date:
        """The period's last day."""
        if self.kind is PeriodKind.WEEK:
            return self.start + timedelta(days=6)
        if self.kind is PeriodKind.SCHOOL_YEAR:
            return date(self.year + 1, SEPTEMBER, 1) - timedelta(days=1)
        month = self.start.month + self._months - 1
        return date(self.year, month, monthrange(self.year, month)[1])

    def previous(self) -> "Period":
        """Return the period of the same kind that ends the day before this one begins."""
        if self.number > 1:
            return Period(self.kind, self.year, self.number - 1)
        return Period(self.kind, self.year - 1, _parts(self.kind, self.year - 1))

    def __lt__(self, other: "Period") -> bool:
        return (self.start, self.end) < (other.start, other.end)

    def __str__(self) -> str:
        return self.code

    @property
    def _months(self) -> int:
        return 12 // _parts(self.kind, self.year)


def _parts(kind: PeriodKind, year: int) -> int:
    """Return the number of periods of that kind in the year. 28 December is always in the last ISO week."""
    match kind:
        case PeriodKind.YEAR | PeriodKind.SCHOOL_YEAR:
            return 1
        case PeriodKind.HALF:
            return 2
        case PeriodKind.QUARTER:
            return 4
        case PeriodKind.MONTH:
            return 12
        case PeriodKind.WEEK:
            return date(year, 12, 28).isocalendar().week


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
    """Return a period in words: 2020, quý I/2020, tháng 4/2020, 6 tháng cuối năm 2020, năm học 2019-2020."""
    number = {PeriodKind.QUARTER: ["I", "II", "III", "IV"]}.get(period.kind)
    return texts.plain(
        f"period.{period.kind}" if period.kind is not PeriodKind.HALF else f"period.half_{period.number}",
        year=period.year,
        next=period.year + 1,
        number=number[period.number - 1] if number else period.number,
    )


def read_period(text: str) -> Period | None:
    """Return the period of a typed text, in words or as a DHIS2 code, or None."""
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
