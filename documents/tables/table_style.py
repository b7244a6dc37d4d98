"""A table's number style: grouping, decimals, and the signs of absent figures."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from documents.tables.wording import QUALIFIERS
from reporting.figures.figure import Figure, Qualifier
from reporting.figures.table import Value
from reporting.reports.report import Absence
from texts.formatting import round_half_up

NOTHING, UNKNOWN = "-", "…"


class Grouping(StrEnum):
    """The sign between groups of three digits."""

    NONE = ""
    DOT = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStyle:
    """How a table prints figures.

    Percentages have at most `decimals` decimals, and exactly that many unless `strip_zeros`. `empty` replaces the
    yearbook's signs '-' (nothing of the kind) and '…' (not known).
    """

    grouping: Grouping = Grouping.NONE
    decimals: int = 2
    strip_zeros: bool = True
    empty: str | None = None

    @property
    def nothing(self) -> str:
        """The sign for 'không có'."""
        return NOTHING if self.empty is None else self.empty

    @property
    def unknown(self) -> str:
        """The sign for a figure that is not known."""
        return UNKNOWN if self.empty is None else self.empty

    def number(self, value: Decimal | None) -> str:
        """Return a count with the decimals that it has."""
        if value is None:
            return self.unknown
        return self._grouped(_stripped(f"{value:f}"))

    def percent(self, value: Decimal | Fraction | None) -> str:
        """Return a percentage (99.09 is 99,09 %) without the sign, rounded half up."""
        if value is None:
            return self.unknown
        digits = f"{round_half_up(Fraction(value), self.decimals):f}"
        return self._grouped(_stripped(digits) if self.strip_zeros else digits)

    def answer(self, value: Value | None) -> str:
        """Return a numeric answer, or the sign of its absence."""
        if value is Absence.NONE:
            return self.nothing
        return self.number(value if isinstance(value, Decimal) else None)

    def figure(self, figure: Figure | None) -> str:
        """Return a figure's value with its qualifier: 'trên 24.000'."""
        if figure is None or figure.value is None:
            return self.unknown
        return _qualified(figure.qualifier, self.number(figure.value))

    def figure_percent(self, figure: Figure | None) -> str:
        """Return a figure's percentage, with its qualifier if it has no value to carry it."""
        if figure is None:
            return self.unknown
        exact = figure.printed_percent if figure.ratio is None else figure.ratio * 100
        if exact is None or figure.value is not None:
            return self.percent(exact)
        return _qualified(figure.qualifier, self.percent(exact))

    def _grouped(self, digits: str) -> str:
        whole, _, decimals = digits.partition(".")
        if self.grouping is Grouping.DOT:
            whole = f"{int(whole):,}".replace(",", self.grouping)
        return f"{whole},{decimals}" if decimals else whole


def _stripped(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _qualified(qualifier: Qualifier, text: str) -> str:
    return " ".join(filter(None, (QUALIFIERS[qualifier], text)))
