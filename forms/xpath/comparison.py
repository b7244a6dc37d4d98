"""Comparison of values: XPath 1.0's rules for node-sets, and dates as dates."""

import math
import operator
from collections.abc import Callable
from datetime import UTC

from forms.xpath.context import Closure, Context
from forms.xpath.datetimes import Moment, day_count, moment
from forms.xpath.nodes import Node, ValueType
from forms.xpath.values import Scalar, Value, node_number, parse_number, to_boolean, to_number, to_string

Order = Callable[[float, float], bool]
_ORDERS: dict[str, Order] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


_TRUTHS: tuple[Value, ...] = ("true", "false")


def comparison(sign: str, left: Closure, right: Closure, *, in_form: bool = False) -> Closure:
    """Return the closure of `left sign right`; in a form an empty node-set equals the empty text (JavaRosa)."""
    if sign in _ORDERS:
        return _ordering(_ORDERS[sign], left, right)
    wanted = sign == "="
    if in_form:
        return lambda context: _equal(
            context, _or_blank(left(context)), _or_blank(right(context)), wanted=wanted
        )
    return lambda context: _equal(context, left(context), right(context), wanted=wanted)


def _or_blank(value: Value) -> Value:
    return "" if type(value) is list and not value else value


def _ordering(order: Order, left: Closure, right: Closure) -> Closure:
    """Return the closure of an order, with a fast path for a question and a number, the most common case."""

    def evaluate(context: Context) -> bool:
        one, other = left(context), right(context)
        if type(one) is list and len(one) == 1 and type(other) is not bool:
            one = _node_magnitude(one[0])
        if type(other) is list and len(other) == 1 and type(one) is not bool:
            other = _node_magnitude(other[0])
        if type(one) is float and type(other) is float:
            return order(one, other)
        _spend_pairs(context, one, other)
        return _ordered(order, one, other)

    return evaluate


def _equal(context: Context, left: Value, right: Value, *, wanted: bool) -> bool:
    """Tell whether some pair of the two sides is equal (wanted) or some pair differs (not wanted)."""
    if type(left) is list and len(left) == 1 and type(right) is not bool:
        left = _typed(left[0], beside=right)
    if type(right) is list and len(right) == 1 and type(left) is not bool:
        right = _typed(right[0], beside=left)
    if not isinstance(left, list) and not isinstance(right, list):
        return _same(left, right) is wanted
    if isinstance(left, bool) or isinstance(right, bool):
        return (to_boolean(left) is to_boolean(right)) is wanted
    _spend_pairs(context, left, right)
    return any(_same(one, other) is wanted for one in _items(left, right) for other in _items(right, left))


def _spend_pairs(context: Context, left: Value, right: Value) -> None:
    """Count the work of comparing each node of one set with each of the other."""
    if isinstance(left, list) and isinstance(right, list):
        context.environment.spend(len(left) * len(right))


def _items(value: Value, beside: Value) -> list[Scalar]:
    """Return the scalars of an operand; an empty node-set beside a text is the empty text (JavaRosa)."""
    if not isinstance(value, list):
        return [value]
    if not value and isinstance(beside, str):
        return [""]
    return [_typed(node, beside) for node in value]


def _typed(node: Node, beside: Value) -> Scalar:
    """Return a node's answer by its type: numbers compare as numbers, dates as dates, booleans as booleans.

    Beside the texts 'true' and 'false' a boolean is compared as text, because in XPath every non-empty text is true.
    """
    text = node.text()
    if node.type is ValueType.TRUTH and text:
        other = beside[0].text() if isinstance(beside, list) and beside else beside
        return text if other in _TRUTHS else text == "true"
    if node.type is ValueType.NUMBER and text:
        return parse_number(text)
    if node.type is ValueType.DATE and text:
        return moment(text, UTC) or text
    return text


def _same(left: Scalar, right: Scalar) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) is to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return _same_number(to_number(left), to_number(right))
    if isinstance(left, Moment) or isinstance(right, Moment):
        return _same_moment(left, right)
    return left == right


def _same_number(left: float, right: float) -> bool:
    """Tell whether two numbers are equal up to floating-point error: 0.1 + 0.2 is 0.3 (JavaRosa)."""
    return left == right or abs(left - right) < _NOTHING


_NOTHING = 1e-12


def _same_moment(left: Scalar, right: Scalar) -> bool:
    first, second = _moment(left), _moment(right)
    if first is None or second is None:
        return to_string(left) == to_string(right)
    if first.timed and second.timed:
        return first.at == second.at
    return first.days == second.days or (first.timed != second.timed and first.at == second.at)


def _moment(value: Scalar) -> Moment | None:
    return value if isinstance(value, Moment) else moment(to_string(value), UTC)


def _ordered(order: Order, left: Value, right: Value) -> bool:
    if isinstance(left, bool) and isinstance(right, list):
        return order(float(left), float(to_boolean(right)))
    if isinstance(right, bool) and isinstance(left, list):
        return order(float(to_boolean(left)), float(right))
    return any(order(one, other) for one in _magnitudes(left) for other in _magnitudes(right))


def _magnitudes(value: Value) -> list[float]:
    if isinstance(value, list):
        return [_node_magnitude(node) for node in value]
    return [_magnitude(value) if isinstance(value, str) else to_number(value)]


def _node_magnitude(node: Node) -> float:
    return _magnitude(node.text()) if node.type is None else node_number(node)


def _magnitude(text: str) -> float:
    """Return a text's number, or the days since 1970-01-01 of a date's text."""
    number = parse_number(text)
    return day_count(text) if math.isnan(number) else number


def truth(closure: Closure) -> Callable[[Context], bool]:
    """Return a closure that converts another's value to a boolean."""

    def evaluate(context: Context) -> bool:
        value = closure(context)
        return value if isinstance(value, bool) else to_boolean(value)

    return evaluate
