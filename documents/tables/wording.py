"""The printed wording that the tables share."""

from collections.abc import Iterable
from typing import Final

from reporting.figures.figure import Qualifier
from reporting.rounds.period import Period, PeriodKind
from reporting.units.unit import Unit

REMARK: Final = "Ghi chú"
YEAR: Final = "Năm"
SUM: Final = "Cộng"
NOT_REPORTED: Final = "chưa báo cáo"
MARK: Final = "X"

QUALIFIERS: Final = {
    Qualifier.EXACT: "",
    Qualifier.OVER: "trên",
    Qualifier.ABOUT: "khoảng",
    Qualifier.NEARLY: "gần",
}


def based_on(reported: int, asked: int) -> str:
    """Return 'theo 18/21 xã'; '' if all units reported."""
    return "" if reported == asked else f"theo {reported}/{asked} xã"


def joined(parts: Iterable[str]) -> str:
    """Return remarks in one cell."""
    return "; ".join(filter(None, parts))


def unit_label(unit: Unit) -> str:
    """Return a unit's name as it begins a cell: 'Xã Nam Tuấn'."""
    return unit.full_name[:1].upper() + unit.full_name[1:]


def border_mark(unit: Unit) -> str:
    """Return 'X' for a unit at the border."""
    return MARK if unit.traits.get("border") == "1" else ""


def period_label(period: Period) -> str:
    """Return a year as a row's label: '2019', or '2019-2020' for a school year."""
    if period.kind is PeriodKind.SCHOOL_YEAR:
        return f"{period.year}-{period.year + 1}"
    return period.code
