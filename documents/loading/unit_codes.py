"""Width of unit codes: Excel drops leading zeros, so that a shorter numeric code may have lost some."""

from collections.abc import Iterable, Mapping

from reporting.units.unit import Unit


def code_widths(units: Iterable[Unit]) -> Mapping[str, int]:
    """Return by kind of unit the number of digits of the longest all-digit code."""
    widths: dict[str, int] = {}
    for unit in units:
        if unit.code.isdecimal():
            widths[unit.kind] = max(widths.get(unit.kind, 0), len(unit.code))
    return widths
