"""Numeric functions: rounding, powers, logarithms, trigonometry."""

import math
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal

from forms.xpath.context import Context
from forms.xpath.functions.registry import contextual, strict
from forms.xpath.values import Value, to_number


@contextual("number", 0, 1)
def number(context: Context, *value: Value) -> float:
    """Return the value (default: the context node) as a number; a date in days since 1970-01-01."""
    return to_number(value[0] if value else [context.node])


@strict("int", 1, 1)
def integer(value: Value) -> float:
    """Return the number truncated towards zero."""
    read = to_number(value)
    return float(math.trunc(read)) if math.isfinite(read) else read


@strict("floor", 1, 1)
def floor(value: Value) -> float:
    """Return the largest integer that is not greater."""
    read = to_number(value)
    return float(math.floor(read)) if math.isfinite(read) else read


@strict("ceiling", 1, 1)
def ceiling(value: Value) -> float:
    """Return the smallest integer that is not less."""
    read = to_number(value)
    return float(math.ceil(read)) if math.isfinite(read) else read


@strict("round", 1, 2)
def rounded(value: Value, places: Value = 0.0) -> float:
    """Round to that many decimals (-1: tens), halves upwards: round(-1.5) is -1."""
    read, digits = to_number(value), to_number(places)
    if not math.isfinite(read) or not math.isfinite(digits):
        return read if math.isnan(digits) is False else math.nan
    exact = Decimal(repr(read))
    unit = Decimal(1).scaleb(-max(-400, min(400, int(digits))))
    if exact.adjusted() - unit.adjusted() > _PRECISION:
        return read
    return float((exact / unit + Decimal("0.5")).to_integral_value(ROUND_FLOOR) * unit)


_PRECISION = 25  # significant digits; with more decimals a float does not change


@strict("abs", 1, 1)
def absolute(value: Value) -> float:
    """Return the absolute value."""
    return abs(to_number(value))


@strict("log", 1, 1)
def logarithm(value: Value) -> float:
    """Return the natural logarithm; -Infinity for 0, NaN for a negative number."""
    read = to_number(value)
    return -math.inf if read == 0 else _real(math.log, read)


@strict("log10", 1, 1)
def decimal_logarithm(value: Value) -> float:
    """Return the logarithm to base 10; -Infinity for 0, NaN for a negative number."""
    read = to_number(value)
    return -math.inf if read == 0 else _real(math.log10, read)


@strict("pi", 0, 0)
def pi() -> float:
    """Return the ratio of a circle's circumference to its diameter."""
    return math.pi


def _real(function: Callable[..., float], *arguments: float) -> float:
    try:
        return function(*arguments)
    except ValueError:
        return math.nan
    except OverflowError:
        return math.inf


def _of_numbers(function: Callable[..., float]) -> Callable[..., float]:
    """Wrap a numeric function for values of any type; NaN if the result is not a real number."""
    return lambda *values: _real(function, *map(to_number, values))


_PLAIN: dict[str, tuple[Callable[..., float], int]] = {
    "pow": (math.pow, 2),
    "sqrt": (math.sqrt, 1),
    "exp": (math.exp, 1),
    "sin": (math.sin, 1),
    "cos": (math.cos, 1),
    "tan": (math.tan, 1),
    "asin": (math.asin, 1),
    "acos": (math.acos, 1),
    "atan": (math.atan, 1),
    "atan2": (math.atan2, 2),
}
for _name, (_function, _arguments) in _PLAIN.items():
    strict(_name, _arguments, _arguments)(_of_numbers(_function))
