"""A day as people type it: 8/5, 08/5/2020, mùng 8 tháng 5, hôm qua, thứ 6 tuần sau."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from texts.folding import fold
from texts.typed.phrases import Phrases
from texts.typed.politeness import plain_answer

CLEARLY_NEAREST = timedelta(days=120)  # a day without its year this near is the one that was meant
CENTURY = 2000

_RELATIVE = Phrases[int](
    {
        "hôm nay, nay, bữa nay, ngày hôm nay": 0,
        "mai, ngày mai, sáng mai, chiều mai, tối mai": 1,
        "hôm qua, qua, ngày hôm qua, bữa qua": -1,
        "ngày kia, mốt, ngày mốt": 2,
        "hôm kia, bữa kia": -2,
    }
)
_WRITTEN = re.compile(
    r"(?:ngay )?(?P<day>[0-9]{1,2})(?P<mark>[/.-])(?P<month>[0-9]{1,2})"
    r"(?:(?P=mark)(?P<year>[0-9]{4}|[0-9]{2}))?"
)
_SPOKEN = re.compile(
    r"(?:ngay )?(?:(?:mung|mong) )?(?P<day>[0-9]{1,2}) (?:thang|thg) ?(?P<month>[0-9]{1,2})"
    r"(?:,? (?:nam )?(?P<year>[0-9]{4}))?"
)
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_WEEKDAY = re.compile(
    r"(?:thu ?(?P<number>[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat|cn)(?P<week> tuan (?:nay|sau|toi|truoc))?"
)
_WEEKDAY_NAMES = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_SUNDAY = 6
_WEEKS = {" tuan nay": 0, " tuan sau": 1, " tuan toi": 1, " tuan truoc": -1}


@dataclass(frozen=True, slots=True)
class DoubtfulDate:
    """A day to be shown back for a yes: what it may be, likeliest first."""

    candidates: tuple[date, ...]


def read_date(text: str, *, today: date) -> date | DoubtfulDate | None:
    """Read a day, day before month; one without a year is the nearest to `today` if it is clearly so."""
    answer = plain_answer(text)
    days = _RELATIVE.meaning(answer)
    if days is not None:
        return today + timedelta(days=days)
    folded = fold(answer)
    for pattern in (_WRITTEN, _SPOKEN, _ISO):
        if found := pattern.fullmatch(folded):
            return _on_calendar(int(found["day"]), int(found["month"]), found["year"], today)
    weekday = _WEEKDAY.fullmatch(folded)
    return _in_week(weekday, today) if weekday else None


def _on_calendar(day: int, month: int, year: str | None, today: date) -> date | DoubtfulDate | None:
    if year:
        return _day(int(year) + (CENTURY if len(year) == 2 else 0), month, day)  # noqa: PLR2004 -- 20 for 2020
    possible = [_day(today.year + offset, month, day) for offset in (-1, 0, 1)]
    nearest = sorted((there for there in possible if there), key=lambda there: abs(there - today))
    if nearest and abs(nearest[0] - today) <= CLEARLY_NEAREST:
        return nearest[0]
    return DoubtfulDate(tuple(nearest)) if nearest else None


def _in_week(found: re.Match[str], today: date) -> date | DoubtfulDate:
    """Find the weekday in the week named; without one the coming and the last are both possible."""
    number = found["number"]
    weekday = (
        _SUNDAY
        if number is None
        else _WEEKDAY_NAMES.get(number, int(number) - 2 if number.isdecimal() else 0)
    )
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
