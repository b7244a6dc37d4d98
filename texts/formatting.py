"""Formatting of numbers and dates: 1.234,5 and 08/5/2020, in English 1,234.5 and 8 May 2020."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

VIETNAMESE = "vi"
NO_BREAK_SPACE = "\u00a0"
LAST_PADDED_MONTH = 2  # decree 30/2020: days 1-9 and months 1 and 2 take a leading zero, months 3-9 do not

# Capitals as decree 30/2020 sets them; CLDR writes 'Thứ Năm' and 'Chủ Nhật'.
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@lru_cache(maxsize=4096)
def _number(value: Decimal, locale: str) -> str:
    """Format a number. Cached: each question formats the same numbers of its report again."""
    return format_decimal(value, locale=locale, decimal_quantization=False)


@dataclass(frozen=True, slots=True)
class Writer:
    """Formats numbers, dates and times in one language: `vi`, or English for any other.

    Times are formatted in the time zone they carry; the caller converts them to the office's zone.
    """

    language: str = VIETNAMESE

    def count(self, value: int) -> str:
        """Format an integer with thousands separators: 1.234."""
        return self.number(Decimal(value))

    def number(self, value: Decimal) -> str:
        """Format a number with all its digits and no trailing zeros: 1.234,5."""
        return _number(value or Decimal(0), self._locale)  # never -0

    def percent(self, ratio: Fraction | Decimal) -> str:
        """Format a ratio (1 is 100 %) with two decimals, rounded half up: 99,09 % with a no-break space."""
        return self._percent(ratio, decimals=2, pattern="#,##0.00")

    def percent_short(self, ratio: Fraction | Decimal) -> str:
        """Format a ratio (1 is 100 %) with at most one decimal, for labels in pictures: 61,9 %, 100 %."""
        return self._percent(ratio, decimals=1, pattern="#,##0.#")

    def date(self, day: datetime.date) -> str:
        """Format a date: 08/5/2020."""
        if self._is_vietnamese:
            return f"{self.short_date(day)}/{day.year:04}"
        return format_date(day, "d MMM y", locale=self._locale)

    def short_date(self, day: datetime.date) -> str:
        """Format a date without its year: 07/5."""
        if self._is_vietnamese:
            month = f"{day.month:02}" if day.month <= LAST_PADDED_MONTH else str(day.month)
            return f"{day.day:02}/{month}"
        return format_date(day, "d MMM", locale=self._locale)

    def weekday(self, day: datetime.date) -> str:
        """Return the name of the weekday as it is written inside a sentence: thứ Năm."""
        if self._is_vietnamese:
            return _WEEKDAYS[day.weekday()]
        return format_date(day, "EEEE", locale=self._locale)

    def day(self, day: datetime.date) -> str:
        """Format a date with its weekday: thứ Năm 07/5/2020."""
        return f"{self.weekday(day)} {self.date(day)}"

    def month(self, day: datetime.date) -> str:
        """Format month and year: tháng 12/2019."""
        if self._is_vietnamese:
            return f"tháng {day.month}/{day.year}"
        return format_date(day, "MMMM y", locale=self._locale)

    def short_day(self, day: datetime.date) -> str:
        """Format a date with its weekday and without its year: thứ Năm 07/5."""
        return f"{self.weekday(day)} {self.short_date(day)}"

    def time(self, moment: datetime.datetime | datetime.time) -> str:
        """Format the time of day: 15:42."""
        return f"{moment:%H:%M}"

    @property
    def _is_vietnamese(self) -> bool:
        return self.language == VIETNAMESE

    @property
    def _locale(self) -> str:
        return VIETNAMESE if self._is_vietnamese else "en"

    def _percent(self, ratio: Fraction | Decimal, *, decimals: int, pattern: str) -> str:
        rounded = round_half_up(Fraction(ratio) * 100, decimals)
        space = NO_BREAK_SPACE if self._is_vietnamese else ""
        return f"{format_decimal(rounded, format=pattern, locale=self._locale)}{space}%"


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """Round half away from zero, exactly, as published tables do."""
    shifted = abs(value) * 10**decimals
    whole = (2 * shifted.numerator + shifted.denominator) // (2 * shifted.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-decimals)


def shortened(text: str, limit: int = 40) -> str:
    """Return the text on one line, truncated to `limit` characters, for quoting it back."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
