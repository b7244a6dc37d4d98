"""The office's working days."""

from collections.abc import Iterable
from datetime import date, timedelta

import holidays

ONE_DAY = timedelta(days=1)


class WorkingCalendar:
    """Working days of a country: all days but weekends and public holidays, plus Saturdays worked in exchange.

    The office can add holidays and working days, such as a holiday of its province or an exchanged day. They override
    the public calendar, and an extra working day overrides an extra holiday.
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
        """Tell whether the day is a public or an extra holiday. An ordinary weekend is not."""
        if day in self._extra_working_days:
            return False
        return day in self._extra_holidays or day in self._public

    def is_working(self, day: date) -> bool:
        """Tell whether the office works on that day."""
        if day in self._extra_working_days:
            return True
        return day not in self._extra_holidays and bool(self._public.is_working_day(day))

    def plus_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after `day`; for n = 0 `day` itself. Raises ValueError for a negative n."""
        return self._step(day, n, ONE_DAY)

    def minus_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day before `day`; for n = 0 `day` itself. Raises ValueError for a negative n."""
        return self._step(day, n, -ONE_DAY)

    def working_days_between(self, start: date, end: date) -> int:
        """Return the number of working days after `start` up to and including `end`; negative if `end` is earlier."""
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
