"""Phrases for a round's deadline: the date, the last day, and the time left."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from reporting.rounds.round import Due
from reporting.rounds.working_days import ONE_DAY, WorkingCalendar
from texts import Catalogue
from texts.formatting import Writer

CALENDAR = WorkingCalendar()


def deadline(due: Due, now: datetime, texts: Catalogue) -> Markup:
    """Return 'Hạn: trước 08/5/2020 (hết thứ Năm 07/5, còn 9 ngày)'."""
    writer = Writer(texts.language)
    return texts(
        "deadline.inclusive" if due.inclusive else "deadline.exclusive",
        printed=writer.date(due.printed),
        weekday=writer.weekday(due.last_day),
        last_day=writer.short_date(due.last_day),
        left=time_left(due, now, texts),
    )


def can_wait(due: Due, now: datetime) -> bool:
    """Return True if the next working morning is early enough for a reminder, or the deadline has passed."""
    morning = now.date() + ONE_DAY
    while CALENDAR.is_holiday(morning):
        morning += ONE_DAY
    return due.last_day < now.date() or morning <= due.last_day


def time_left(due: Due, now: datetime, texts: Catalogue) -> Markup:
    """Return 'còn 9 ngày', 'hôm nay là ngày cuối' or 'đã quá hạn 2 ngày'."""
    days = (due.last_day - now.date()).days
    if days > 0:
        return texts("deadline.left", n=days)
    return texts("deadline.today") if days == 0 else texts("deadline.overdue", n=-days)


MOST_NAMED = 24
"""Number of names in an enumeration. Longer ones are unreadable; the full list is on its own screen."""


def enumerate_names(names: Sequence[str], texts: Catalogue, most: int = MOST_NAMED) -> str:
    """Return the names, comma-separated. Above `most`, return the first ones and the number of the others."""
    named = ", ".join(names[:most])
    more = len(names) - most
    return texts.plain("unit_news.more", n=more, names=named) if more > 0 else named
