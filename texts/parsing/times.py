"""Parsing of times of day (15:30, 15h30, 7.30, 3 giờ chiều, 7g) and of dates with a time."""

import re
from datetime import date, time

from texts.normalize import fold
from texts.parsing.dates import DoubtfulDate, read_date
from texts.parsing.number_words import with_digits
from texts.parsing.phrases import plain_answer

NOON = 12
LAST_HOUR, LAST_MINUTE = 23, 59
FIRST_OF_NIGHT, LAST_NOON = 6, 3  # hours: '2 giờ đêm' is in the early morning, '1 giờ trưa' after noon

_TIME = re.compile(
    r"(?:luc )?(?P<hour>[0-9]{1,2})"
    r"(?:\s?(?::|h|g|gio)\s?(?P<minute>[0-9]{1,2})?(?:\s?(?:'|p|ph|phut))?(?::[0-9]{2})?|\.(?P<dotted>[0-9]{2}))?"
    r"(?:\s?(?P<half>ruoi))?(?:\s(?P<part>sang|trua|chieu|toi|dem))?"
)
_AFTERNOON = frozenset({"chieu", "toi"})
_MARKED = re.compile(r"[:hg.]|gio|ruoi|sang|trua|chieu|toi|dem")


def read_time(text: str) -> time | None:
    """Parse a time of day; None for other texts, a bare number included."""
    folded = fold(with_digits(plain_answer(text)))
    found = _TIME.fullmatch(folded)
    if found is None or not _MARKED.search(folded):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or found["dotted"] or 0)
    if found["half"]:
        minute = 30
    hour = _by_part_of_day(hour, found["part"])
    if hour > LAST_HOUR or minute > LAST_MINUTE:
        return None
    return time(hour, minute)


def _by_part_of_day(hour: int, part: str | None) -> int:
    """Return the hour (0-23): '3 giờ chiều' is 15, '1 giờ trưa' 13, '11 giờ đêm' 23, '12 giờ đêm' 0, '2 giờ đêm' 2."""
    if part == "dem" and (hour < FIRST_OF_NIGHT or hour == NOON):
        return hour % NOON
    later = part in _AFTERNOON or part == "dem" or (part == "trua" and hour < LAST_NOON)
    return hour + NOON if later and hour < NOON else hour


def read_moment(text: str, *, today: date) -> tuple[date, time] | tuple[DoubtfulDate, time] | None:
    """Parse a date and a time in either order: '08/5/2020 15:30', '15h30 ngày 8/5', '15h30 hôm nay'."""
    words = text.replace(",", " ").split()
    doubtful: tuple[DoubtfulDate, time] | None = None
    for cut in range(1, len(words)):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        for day_text, time_text in ((first, second), (second, first)):
            day, at = read_date(day_text, today=today), read_time(time_text)
            if at is None or day is None:
                continue
            if not isinstance(day, DoubtfulDate):
                return day, at
            doubtful = doubtful or (day, at)
    return doubtful
