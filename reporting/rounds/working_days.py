"""The office's working days: no weekends, no public holidays of Vietnam, but Saturdays worked in exchange."""

from collections.abc import Iterable
from datetime import date, timedelta

import holidays

ONE_DAY = timedelta(days=1)


class WorkingCalendar:
    """Vietnam's working days: no weekends, no public holidays, but the Saturdays worked in exchange for one.

    The office adds its own days off and working days (a province's holiday, an exchanged day). These
    come before everything else, a working day before a holiday.
    """

    def __init__(
        self,
        extra_holidays: Iterable[date] = (),
        extra_working_days: Iterable[date] = (),
        *,
        country: str = "VN",
    ) -> None:
        self._public = holidays.country_holidays(country)
        self._extra_holidays = frozenset(extra_holidays)
        self._extra_working_days = frozenset(extra_working_days)

    def is_holiday(self, day: date) -> bool:
        """Tell whether the day is a public or an extra holiday; an ordinary weekend is none."""
        if day in self._extra_working_days:
            return False
        return day in self._extra_holidays or day in self._public

    def is_working(self, day: date) -> bool:
        """Tell whether the office works on that day."""
        if day in self._extra_working_days:
            return True
        return day not in self._extra_holidays and bool(self._public.is_working_day(day))

    def plus_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after `day`, itself working or not; for 0 the day itself."""
        return self._step(day, n, ONE_DAY)

    def minus_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day before `day`, itself working or not; for 0 the day itself."""
        return self._step(day, n, -ONE_DAY)

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative where `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def _step(self, day: date, n: int, step: timedelta) -> date:
        if n < 0:
            raise ValueError("count working days forward or backward by their own methods")
        for _ in range(n):
            day += step
            while not self.is_working(day):
                day += step
        return day
