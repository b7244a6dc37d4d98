"""Numbers and dates as people write them: 1.234,5 and 08/5/2020, in English 1,234.5 and 8 May 2020."""

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
    """Write a number; those of a report are written again with each of its questions."""
    return format_decimal(value, locale=locale, decimal_quantization=False)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes numbers, dates and times in one language: `vi`, or any other as English.

    Moments are written as they stand: the caller has brought them into the office's zone.
    """

    language: str = VIETNAMESE

    def count(self, value: int) -> str:
        """Write a whole number with its thousands apart: 1.234."""
        return self.number(Decimal(value))

    def number(self, value: Decimal) -> str:
        """Write a number with all of its digits and no trailing zeros: 1.234,5."""
        return _number(value or Decimal(0), self._locale)  # never -0

    def percent(self, ratio: Fraction | Decimal) -> str:
        """Write a ratio (1 is 100 %) with two decimals, rounded half up: 99,09 % with a no-break space."""
        return self._percent(ratio, decimals=2, pattern="#,##0.00")

    def percent_short(self, ratio: Fraction | Decimal) -> str:
        """Write a ratio with at most one decimal, for labels in pictures: 61,9 %, 100 %."""
        return self._percent(ratio, decimals=1, pattern="#,##0.#")

    def date(self, day: datetime.date) -> str:
        """Write a day with its year: 08/5/2020."""
        if self._is_vietnamese:
            return f"{self.short_date(day)}/{day.year:04}"
        return format_date(day, "d MMM y", locale=self._locale)

    def short_date(self, day: datetime.date) -> str:
        """Write a day whose year goes without saying: 07/5."""
        if self._is_vietnamese:
            month = f"{day.month:02}" if day.month <= LAST_PADDED_MONTH else str(day.month)
            return f"{day.day:02}/{month}"
        return format_date(day, "d MMM", locale=self._locale)

    def weekday(self, day: datetime.date) -> str:
        """Name the day of the week as it stands inside a sentence: thứ Năm."""
        if self._is_vietnamese:
            return _WEEKDAYS[day.weekday()]
        return format_date(day, "EEEE", locale=self._locale)

    def day(self, day: datetime.date) -> str:
        """Write a day with its weekday and year: thứ Năm 07/5/2020."""
        return f"{self.weekday(day)} {self.date(day)}"

    def month(self, day: datetime.date) -> str:
        """Name the month of a day, with its year: tháng 12/2019."""
        if self._is_vietnamese:
            return f"tháng {day.month}/{day.year}"
        return format_date(day, "MMMM y", locale=self._locale)

    def short_day(self, day: datetime.date) -> str:
        """Write a day with its weekday, its year going without saying: thứ Năm 07/5."""
        return f"{self.weekday(day)} {self.short_date(day)}"

    def time(self, moment: datetime.datetime | datetime.time) -> str:
        """Write the time of day: 15:42."""
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
    """Round exactly, halves away from zero, as published tables do."""
    shifted = abs(value) * 10**decimals
    whole = (2 * shifted.numerator + shifted.denominator) // (2 * shifted.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-decimals)


def shortened(text: str, limit: int = 40) -> str:
    """Return a typed text short enough to be quoted back."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
