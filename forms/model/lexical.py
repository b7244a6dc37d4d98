"""Lexical forms of XForms' types: writing a value into a node, and validating a text."""

import math
import re
from datetime import UTC

from forms.xpath.datetimes import Moment, fraction_of_day, moment
from forms.xpath.values import Value, parse_number, to_number, to_string

_INTEGER = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?")
_GEOPOINT_PARTS = range(2, 5)  # latitude, longitude, altitude, accuracy
_HARDLY = 1e-9  # distance from an integer that is floating-point error and is dropped (JavaRosa)
_WHOLE_TYPES = frozenset({"int", "integer", "long"})


def lexical(value: Value, data_type: str) -> str:
    """Return a computed value in the lexical form of a type; "" for NaN, and for a non-number in an integer type."""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if math.isfinite(value) and abs(value - math.trunc(value)) < _HARDLY:
            return str(math.trunc(value))
    text = to_string(value)
    if data_type in _WHOLE_TYPES and text:
        number = to_number(value)
        return to_string(float(math.trunc(number))) if math.isfinite(number) else ""
    if isinstance(value, Moment) and data_type == "date":
        return value.at.date().isoformat()
    return text


def fits(text: str, data_type: str) -> bool:
    """Tell whether a text is in the lexical form of a type; a type without one accepts any text."""
    match data_type:
        case "int" | "integer" | "long":
            return _INTEGER.fullmatch(text) is not None
        case "decimal":
            return _DECIMAL.fullmatch(text) is not None
        case "date" | "dateTime":
            return moment(text, UTC) is not None
        case "time":
            return fraction_of_day(text, UTC) is not None
        case "geopoint":
            return _is_geopoint(text)
        case _:
            return True


def _is_geopoint(text: str) -> bool:
    numbers = [parse_number(part) for part in text.split()]
    if len(numbers) not in _GEOPOINT_PARTS or any(math.isnan(number) for number in numbers):
        return False
    latitude, longitude = numbers[:2]
    return abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 -- degrees of a globe
