"""Units in sentences."""

from collections.abc import Sequence
from typing import Final

from reporting.units.unit import Unit

MOST_NAMES_IN_A_SENTENCE: Final = 10


def capitalized(text: str) -> str:
    """Return a text that begins a line: 'Xã Nam Tuấn'."""
    return text[:1].upper() + text[1:]


def uncapitalized(text: str) -> str:
    """Return a text that continues a sentence: 'họp xóm'."""
    return text[:1].lower() + text[1:]


def full_names(units: Sequence[Unit]) -> str:
    """Return units with their kinds, the first one capitalized: 'Xã Nam Tuấn, xã Đức Long'."""
    return capitalized(", ".join(uncapitalized(unit.full_name) for unit in units))


def short_names(units: Sequence[Unit]) -> str:
    """Return units by name."""
    return ", ".join(unit.name for unit in units)


def of_units(reported: int, missing: Sequence[Unit]) -> str:
    """Return the remark after a figure that some units have not reported: ' (theo 18/21 xã; chưa có: A, B, C)'.

    It is '' if none is missing. A long list of names is left to the draft's last page.
    """
    if not missing:
        return ""
    brief = len(missing) > MOST_NAMES_IN_A_SENTENCE
    names = f"{len(missing)} xã, xem Còn thiếu" if brief else short_names(missing)
    return f" (theo {reported}/{reported + len(missing)} xã; chưa có: {names})"
