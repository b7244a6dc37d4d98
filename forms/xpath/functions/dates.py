"""Date and time functions. Days count from 1970-01-01; names of days and months are English, as in JavaRosa."""

import math
import re
from collections.abc import Callable
from datetime import datetime

from forms.xpath.context import Context
from forms.xpath.datetimes import Moment, day_of, fraction_of_day, from_days, moment
from forms.xpath.functions.registry import contextual
from forms.xpath.values import Value, to_number, to_string


@contextual("today", 0, 0)
def today(context: Context) -> Moment:
    """Return the current date in the clock's zone."""
    return day_of(context.environment.now)


@contextual("now", 0, 0)
def now(context: Context) -> Moment:
    """Return the current date and time."""
    return Moment(context.environment.now, timed=True)


@contextual("date", 1, 1)
def date(context: Context, value: Value) -> Value:
    """Convert a date's text or a number of days to a date; other texts give an empty text."""
    found = as_moment(context, value)
    return "" if found is None else found


@contextual("date-time", 1, 1)
def date_time(context: Context, value: Value) -> Value:
    """Convert a date's text or a number of days to a date with time; other texts give an empty text."""
    found = as_moment(context, value, timed=True)
    return "" if found is None else found


@contextual("decimal-date-time", 1, 1)
def decimal_date_time(context: Context, value: Value) -> float:
    """Return days since 1970-01-01T00:00Z with the time of day as a fraction."""
    found = as_moment(context, value)
    return math.nan if found is None else found.instant


@contextual("decimal-time", 1, 1)
def decimal_time(context: Context, value: Value) -> float:
    """Return a time of day ('06:00') or a moment's time as a fraction of the local day."""
    zone = context.environment.now.tzinfo
    assert zone is not None  # noqa: S101 -- a World refuses a clock without zone
    fraction = fraction_of_day(to_string(value), zone)
    if fraction is not None:
        return fraction
    found = as_moment(context, value)
    return math.nan if found is None else found.days % 1


@contextual("format-date", 2, 2)
def format_date(context: Context, value: Value, pattern: Value) -> str:
    """Format a date by a pattern: %Y %y %m %n %b %d %e %H %h %M %S %3 %a %W; empty for other values."""
    found = as_moment(context, value)
    return "" if found is None else _written(found.at, to_string(pattern))


@contextual("format-date-time", 2, 2)
def format_date_time(context: Context, value: Value, pattern: Value) -> str:
    """Format a date with time by a pattern, as format-date does."""
    found = as_moment(context, value)
    return "" if found is None else _written(found.at, to_string(pattern))


def as_moment(context: Context, value: Value, *, timed: bool = False) -> Moment | None:
    """Convert a value (a date's text, a number of days, a moment) to a moment; None for other values."""
    if isinstance(value, Moment):
        return value
    zone = context.environment.now.tzinfo
    assert zone is not None  # noqa: S101 -- a World refuses a clock without zone
    found = moment(to_string(value), zone)
    if found is None:
        days = to_number(to_string(value))
        found = from_days(days, zone, timed=timed) if math.isfinite(days) else None
    return found


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


_FIELDS: dict[str, Callable[[datetime], str]] = {
    "Y": lambda at: f"{at.year:04}",
    "y": lambda at: f"{at.year % 100:02}",
    "m": lambda at: f"{at.month:02}",
    "n": lambda at: str(at.month),
    "b": lambda at: _MONTHS[at.month - 1],
    "d": lambda at: f"{at.day:02}",
    "e": lambda at: str(at.day),
    "a": lambda at: _DAYS[at.weekday()],
    "W": lambda at: str(at.isocalendar().week),
    "H": lambda at: f"{at.hour:02}",
    "h": lambda at: str(at.hour),
    "M": lambda at: f"{at.minute:02}",
    "S": lambda at: f"{at.second:02}",
    "3": lambda at: f"{at.microsecond // 1000:03}",
    "%": lambda _: "%",
}


def _written(at: datetime, pattern: str) -> str:
    return re.sub(r"%(.)", lambda match: _FIELDS[match[1]](at) if match[1] in _FIELDS else match[1], pattern)
