"""Parsing of dates: 8/5, 08/5/2020, 15 3 2020, 15032020, mùng 8 tháng 5, hôm qua, thứ 6 tuần sau."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from texts.normalize import fold
from texts.parsing.phrases import Phrases, plain_answer

CLEARLY_NEAREST = timedelta(days=120)  # a date without a year means its nearest occurrence
CENTURY = 100
NEXT_YEARS = 30  # a two-digit year lies no further ahead
YEARS_AHEAD, YEARS_BACK = 80, 120
"""Limits beyond which a date is odd, more likely a typing error: 0001, 2202."""

_RELATIVE = Phrases[int](
    {
        "hôm nay, nay, bữa nay, ngày hôm nay": 0,
        "mai, ngày mai, sáng mai, chiều mai, tối mai": 1,
        "hôm qua, qua, ngày hôm qua, bữa qua": -1,
        "ngày kia, mốt, ngày mốt": 2,
        "hôm kia, bữa kia": -2,
    }
)
_FIRST_MONTHS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_MONTHS = {name: number for number, name in enumerate(_FIRST_MONTHS, start=1)}
_MONTHS |= {"giêng": 1, "bốn": 4, "chạp": 12}
_MONTH = re.compile(rf"(?<=tháng )(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?!\w)")
_WEEKDAY_SAID = r"(?:thu ?(?P<number>[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat|cn)"
_INTRODUCED = rf"(?:{_WEEKDAY_SAID},? )?(?:ngay )?"
_WRITTEN = re.compile(
    rf"{_INTRODUCED}(?P<day>[0-9]{{1,2}}) ?(?P<mark>[/.-]) ?(?P<month>[0-9]{{1,2}})"
    r"(?: ?(?P=mark) ?(?P<year>[0-9]{4}|[0-9]{2}))?"
)
_SPACED = re.compile(rf"{_INTRODUCED}(?P<day>[0-9]{{1,2}}) (?P<month>[0-9]{{1,2}}) (?P<year>[0-9]{{4}})")
_SPOKEN = re.compile(
    rf"{_INTRODUCED}(?:(?:mung|mong) )?(?P<day>[0-9]{{1,2}}) (?:thang|thg) ?(?P<month>[0-9]{{1,2}})"
    r"(?:(?:,? (?:nam )?| ?/ ?)(?P<year>[0-9]{4}))?"
)
_YEAR_FIRST = re.compile(
    r"(?:ngay )?(?P<year>[0-9]{4})(?P<mark>[/.-])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
)
_DAY_FIRST_DIGITS = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})")
_YEAR_FIRST_DIGITS = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_WEEKDAY = re.compile(rf"{_WEEKDAY_SAID}(?P<week> tuan (?:nay|sau|toi|truoc))?")
_WEEKDAY_NAMES = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_SUNDAY = 6
_WEEKS = {" tuan nay": 0, " tuan sau": 1, " tuan toi": 1, " tuan truoc": -1}


@dataclass(frozen=True, slots=True)
class DoubtfulDate:
    """An ambiguous or odd (implausible) date, to be confirmed: the possible dates, likeliest first."""

    candidates: tuple[date, ...]
    odd: bool = False


def read_date(text: str, *, today: date) -> date | DoubtfulDate | None:
    """Parse a date, day before month; without a year it is the occurrence nearest to `today`, if clearly nearest."""
    answer = plain_answer(text)
    days = _RELATIVE.meaning(answer)
    if days is not None:
        return today + timedelta(days=days)
    folded = fold(_MONTH.sub(lambda said: str(_MONTHS[said[0]]), answer))
    for pattern in (_WRITTEN, _SPACED, _SPOKEN, _YEAR_FIRST):
        if found := pattern.fullmatch(folded):
            day = _on_calendar(int(found["day"]), int(found["month"]), found["year"], today)
            return _on_weekday(day, found) if pattern is not _YEAR_FIRST else day
    if days_run_together := _run_together(folded, today):
        return days_run_together
    weekday = _WEEKDAY.fullmatch(folded)
    return _in_week(weekday, today) if weekday else None


def as_day(reading: date | DoubtfulDate | None) -> date | None:
    """Return the date where no confirmation is possible, an odd one included; None if several are possible."""
    if isinstance(reading, DoubtfulDate):
        return reading.candidates[0] if reading.odd else None
    return reading


def _run_together(folded: str, today: date) -> date | DoubtfulDate | None:
    """Parse '15032020' or '20200315': the order that gives a plausible date."""
    found = (pattern.fullmatch(folded) for pattern in (_DAY_FIRST_DIGITS, _YEAR_FIRST_DIGITS))
    days = [_day(int(each["year"]), int(each["month"]), int(each["day"])) for each in found if each]
    possible = [day for day in days if day and not _is_odd(day, today)]
    if len(possible) > 1:
        return DoubtfulDate(tuple(dict.fromkeys(possible)))
    return possible[0] if possible else None


def _on_calendar(day: int, month: int, year: str | None, today: date) -> date | DoubtfulDate | None:
    if year:
        there = _day(int(year) if len(year) > 2 else _in_century(int(year), today), month, day)  # noqa: PLR2004 -- '20' for 2020
        return DoubtfulDate((there,), odd=True) if there and _is_odd(there, today) else there
    possible = [_day(today.year + offset, month, day) for offset in (-1, 0, 1)]
    nearest = sorted((there for there in possible if there), key=lambda there: abs(there - today))
    if nearest and abs(nearest[0] - today) <= CLEARLY_NEAREST:
        return nearest[0]
    return DoubtfulDate(tuple(nearest)) if nearest else None


def _in_century(year: int, today: date) -> int:
    """Expand a two-digit year, at most `NEXT_YEARS` ahead."""
    this_century = today.year // CENTURY * CENTURY + year
    return this_century - CENTURY if this_century > today.year + NEXT_YEARS else this_century


def _is_odd(day: date, today: date) -> bool:
    return not today.year - YEARS_BACK <= day.year <= today.year + YEARS_AHEAD


def _on_weekday(day: date | DoubtfulDate | None, found: re.Match[str]) -> date | DoubtfulDate | None:
    """Mark a date as odd if it does not fall on the weekday given with it."""
    if not isinstance(day, date) or not found[0].startswith(("thu", "chu nhat", "cn")):
        return day
    return day if day.weekday() == _weekday(found["number"]) else DoubtfulDate((day,), odd=True)


def _weekday(number: str | None) -> int:
    """Return the weekday (0 is Monday); without a number it is Sunday."""
    if number is None:
        return _SUNDAY
    return _WEEKDAY_NAMES[number] if number in _WEEKDAY_NAMES else int(number) - 2


def _in_week(found: re.Match[str], today: date) -> date | DoubtfulDate:
    """Return the weekday in the given week; without a week, the next and the last are both possible."""
    weekday = _weekday(found["number"])
    monday = today - timedelta(days=today.weekday())
    if found["week"]:
        return monday + timedelta(weeks=_WEEKS[found["week"]], days=weekday)
    coming = today + timedelta(days=(weekday - today.weekday()) % 7)
    return DoubtfulDate((coming, coming - timedelta(weeks=1)))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
