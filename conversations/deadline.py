"""A round's deadline as it is said: as printed, the last day, and how far away it is."""

from datetime import datetime

from markupsafe import Markup

from reporting.rounds import Due
from reporting.working_days import ONE_DAY, WorkingCalendar
from texts import Catalogue
from texts.written import Writer

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
    """Tell whether a reminder may wait until the next morning that is no holiday: not where that is too late."""
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
