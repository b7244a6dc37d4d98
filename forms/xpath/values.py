"""Values of expressions and their conversions (XPath 1.0, section 4; XForms; JavaRosa)."""

import math
import re
from decimal import Decimal
from typing import TypeAlias

from forms.xpath.datetimes import Moment, day_count
from forms.xpath.nodes import Node, ValueType

Scalar: TypeAlias = str | float | bool | Moment
Value: TypeAlias = Scalar | list[Node]

_NUMBER = re.compile(r"[ \t\r\n]*(-?(?:\d+(?:\.\d*)?|\.\d+))[ \t\r\n]*")


def to_number(value: Value) -> float:
    """Convert a value to a number; NaN if it is not one."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return parse_number(value)
    if isinstance(value, Moment):
        return value.days
    return node_number(value[0]) if value else math.nan


def node_number(node: Node) -> float:
    """Return a node's text as a number; a date becomes days since 1970-01-01."""
    text = node.text()
    if node.type is ValueType.DATE:
        return day_count(text)
    if node.type is ValueType.TRUTH and text:
        return float(text == "true")
    return parse_number(text)


def parse_number(text: str) -> float:
    """Parse XPath's number: digits, one point, a minus sign; no exponent, no plus sign."""
    if text.isascii() and text.isdigit():
        return float(text)
    match = _NUMBER.fullmatch(text)
    return float(match.group(1)) if match else math.nan


def to_string(value: Value) -> str:
    """Convert a value to text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format_number(value)
    if isinstance(value, Moment):
        return str(value)
    return value[0].text() if value else ""


def format_number(number: float) -> str:
    """Format a number as XPath does: integers without a point, never with an exponent."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text else text


def to_boolean(value: Value) -> bool:
    """Convert a value to a boolean: false for 0, NaN, the empty text and the empty node-set."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    if isinstance(value, str):
        return value != ""
    if isinstance(value, Moment):
        return True
    return bool(value) and node_truth(value[0])


def node_truth(node: Node) -> bool:
    """Convert a node to a boolean: a question by its answer (JavaRosa), a node of another document by its existence."""
    if node.type is None:
        return True
    text = node.text()
    if node.type is ValueType.TRUTH:
        return text == "true"
    return to_boolean(parse_number(text)) if node.type is ValueType.NUMBER else text != ""


def value_type(value: Value) -> ValueType:
    """Return the type of a computed value stored in a node: number, date, boolean or text."""
    if isinstance(value, bool):
        return ValueType.TRUTH
    if isinstance(value, float):
        return ValueType.NUMBER
    if isinstance(value, Moment):
        return ValueType.DATE
    if isinstance(value, list) and value:
        return value[0].type or ValueType.TEXT
    return ValueType.TEXT
