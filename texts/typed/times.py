"""A time of day as people type it: 15:30, 15h30, 3 giờ chiều, 7g; and a day with its time."""

import re
from datetime import date, time

from texts.folding import fold
from texts.typed.dates import DoubtfulDate, read_date
from texts.typed.politeness import plain_answer

NOON = 12
LAST_HOUR, LAST_MINUTE = 23, 59

_TIME = re.compile(
    r"(?:luc )?(?P<hour>[0-9]{1,2})(?:\s?(?::|h|g|gio)\s?(?P<minute>[0-9]{1,2})?(?:\s?(?:p|ph|phut))?)?"
    r"(?:\s?(?P<half>ruoi))?(?:\s(?P<part>sang|trua|chieu|toi|dem))?"
)
_AFTERNOON = frozenset({"chieu", "toi", "dem"})
_MARKED = re.compile(r"[:hg]|gio|sang|trua|chieu|toi|dem")


def read_time(text: str) -> time | None:
    """Read a time of day; None for a text that is none, a bare number included."""
    folded = fold(plain_answer(text))
    found = _TIME.fullmatch(folded)
    if found is None or not _MARKED.search(folded):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        minute = 30
    if found["part"] in _AFTERNOON and hour < NOON:
        hour += NOON
    if hour > LAST_HOUR or minute > LAST_MINUTE:
        return None
    return time(hour, minute)


def read_moment(text: str, *, today: date) -> tuple[date, time] | None:
    """Read a day with its time, in either order: '08/5/2020 15:30', '15h30 ngày 8/5', '15h30 hôm nay'."""
    words = text.replace(",", " ").split()
    for cut in range(1, len(words)):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        for day_text, time_text in ((first, second), (second, first)):
            day, at = read_date(day_text, today=today), read_time(time_text)
            if at is not None and day is not None and not isinstance(day, DoubtfulDate):
                return day, at
    return None
