"""Parser of typed deadlines: 15/5/2020, hết ngày 15/5, trước ngày 08/5/2020, trước 17h00 ngày 08/5."""

import re
from datetime import date, timedelta

from reporting.rounds.round import Due
from reporting.rounds.working_days import WorkingCalendar
from texts.normalize import fold
from texts.parsing.dates import DoubtfulDate, read_date
from texts.parsing.phrases import plain_answer

EXAMPLE_AHEAD = timedelta(days=14)

_BEFORE = re.compile(r"(?:truoc|before)(?: ngay)? ")
_UNTIL = re.compile(
    r"(?:cham nhat|muon nhat|by|until|(?:den )?het|den)(?: (?:la|vao|den|het))*(?: (?:trong )?ngay)? "
)
_CALLED = re.compile(r"(?:thoi )?han(?: (?:nop|cuoi|bao cao|gui))*(?: la)?:? |ngay cuoi(?: cung)?(?: la)?:? ")
_TIME = re.compile(
    r"(?:luc )?[0-9]{1,2} ?(?:(?:h|g|gio)(?: ?[0-9]{2}(?: ?(?:p|phut))?)?|:[0-9]{2}),? (?:ngay )?"
)
_WEEKDAY = re.compile(
    r"(?:thu (?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat|cn)(?: ngay |[, ]+(?:ngay )?)(?=[0-9])"
)


_MONTH = re.compile(
    r"(?:cuoi |het )?(?:thang|thg) ?(?P<month>1[0-2]|0?[1-9])(?:[/ -](?:nam )?(?P<year>20[0-9]{2}))?"
)


def read_due(text: str, *, today: date) -> Due | None:
    """Return the deadline of a typed text, or None.

    'Trước' excludes the day that follows it, unless the text names a time. A month means its last day. If a text may
    mean several days, the first that is not past counts.
    """
    rest = _without(_CALLED, fold(plain_answer(text)))
    exclusive = _without(_BEFORE, rest)
    named = exclusive if exclusive != rest else _without(_UNTIL, rest)
    timed = _without(_TIME, named)
    day = _day(_without(_WEEKDAY, timed), today)
    return None if day is None else Due(printed=day, inclusive=exclusive == rest or timed != named)


def example_day(today: date, calendar: WorkingCalendar) -> date:
    """Return a working day about two weeks ahead, as an example in texts that ask for a day."""
    return calendar.plus_working_days(today + EXAMPLE_AHEAD - timedelta(days=1), 1)


def nearest_working_days(day: date, calendar: WorkingCalendar) -> tuple[date, date]:
    """Return the working days before and after a day."""
    return calendar.minus_working_days(day, 1), calendar.plus_working_days(day, 1)


def _without(lead: re.Pattern[str], text: str) -> str:
    found = lead.match(text)
    return text[found.end() :] if found else text


def _day(text: str, today: date) -> date | None:
    if month := _MONTH.fullmatch(text):
        return _end_of_month(int(month["month"]), month["year"], today)
    match read_date(text, today=today):
        case DoubtfulDate(candidates):
            return min((day for day in candidates if day >= today), default=None)
        case found:
            return found


def _end_of_month(month: int, year: str | None, today: date) -> date:
    """Return the last day of a month. Without a year, it is the next such month that is not over."""
    chosen = int(year) if year else today.year + (month < today.month)
    return date(chosen + month // 12, month % 12 + 1, 1) - timedelta(days=1)
