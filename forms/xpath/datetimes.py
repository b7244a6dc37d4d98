"""Dates and times of expressions, and their conversion to numbers."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_DATE = r"(\d{4,})-(\d{1,2})-(\d{1,2})"
_TIME = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?"
_ZONE = r"(Z|[+-]\d{2}(?::?\d{2})?)?"
_MOMENT = re.compile(rf"\s*{_DATE}(?:[T ]{_TIME}{_ZONE})?\s*")
_CLOCK = re.compile(rf"\s*{_TIME}{_ZONE}\s*")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date in the local zone (`timed` false: local midnight) or an instant; always zone-aware."""

    at: datetime
    timed: bool

    @property
    def days(self) -> float:
        """Days since 1970-01-01 in local time: a date is an integer in every zone (JavaRosa)."""
        return (self.at.replace(tzinfo=UTC) - _EPOCH) / _DAY

    @property
    def instant(self) -> float:
        """Days since 1970-01-01T00:00Z, the value of decimal-date-time()."""
        return (self.at - _EPOCH) / _DAY

    def __str__(self) -> str:
        """Return the lexical form: 2020-05-07, or 2020-05-07T08:30:00.000+07:00."""
        if not self.timed:
            return self.at.date().isoformat()
        return self.at.isoformat(timespec="milliseconds")


def moment(text: str, zone: tzinfo) -> Moment | None:
    """Parse a date or a date with time; None for other texts, non-existent dates included."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        on = date(int(year), int(month), int(day))
        if hour is None:
            return Moment(datetime.combine(on, time(), zone), timed=False)
        clock = time(int(hour), int(minute), int(second or 0), _microseconds(fraction))
        at = datetime.combine(on, clock, _zone(offset) or zone)
        return Moment(at.astimezone(zone), timed=True)
    except (ValueError, OverflowError):
        return None


def day_count(text: str) -> float:
    """Return a date's text as days since 1970-01-01, in the text's own zone; NaN for other texts."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return math.nan
    year, month, day, hour, minute, second, fraction, _ = match.groups()
    try:
        days = date(int(year), int(month), int(day)).toordinal() - _EPOCH.toordinal()
        clock = time(int(hour or 0), int(minute or 0), int(second or 0), _microseconds(fraction))
    except ValueError:
        return math.nan
    return days + (datetime.combine(_EPOCH, clock, UTC) - _EPOCH) / _DAY


def from_days(days: float, zone: tzinfo, *, timed: bool) -> Moment | None:
    """Return the moment that many days after 1970-01-01; None outside the calendar.

    Without time, an integer is that day of the local calendar, a fraction the local day of that instant:
    so date() inverts both number() and decimal-date-time().
    """
    try:
        if not timed and days.is_integer():
            on = date.fromordinal(_EPOCH.toordinal() + int(days))
            return Moment(datetime.combine(on, time(), zone), timed=False)
        at = (_EPOCH + _DAY * days).astimezone(zone)
        return Moment(at, timed=True) if timed else day_of(at)
    except (ValueError, OverflowError):
        return None


def day_of(at: datetime) -> Moment:
    """Return the day on which a moment falls in its own zone."""
    return Moment(datetime.combine(at.date(), time(), at.tzinfo), timed=False)


def fraction_of_day(text: str, zone: tzinfo) -> float | None:
    """Return a time of day ('06:00', '06:00:00.000-07:00') as a fraction of the local day, None for other texts."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, fraction, offset = match.groups()
    try:
        clock = time(int(hour), int(minute), int(second or 0), _microseconds(fraction))
        at = datetime.combine(date(1970, 1, 1), clock, _zone(offset) or zone).astimezone(zone)
    except ValueError:
        return None
    return (at - at.replace(hour=0, minute=0, second=0, microsecond=0)) / _DAY


def _microseconds(fraction: str | None) -> int:
    return int((fraction or "0").ljust(6, "0")[:6])


def _zone(offset: str | None) -> tzinfo | None:
    if offset is None:
        return None
    return datetime.fromisoformat(f"1970-01-01T00:00:00{offset}").tzinfo
