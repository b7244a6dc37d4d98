"""Boolean and conditional functions: true, false, not, boolean, if, coalesce, once, checklist."""

import math
from datetime import UTC

from forms.xpath.context import Closure, Context
from forms.xpath.datetimes import moment
from forms.xpath.functions.registry import lazy, strict
from forms.xpath.nodes import ValueType
from forms.xpath.values import Value, parse_number, to_boolean, to_number, to_string, value_type


@strict("true", 0, 0)
def true() -> bool:
    """Return true."""
    return True


@strict("false", 0, 0)
def false() -> bool:
    """Return false."""
    return False


@strict("not", 1, 1)
def negation(value: Value) -> bool:
    """Return the negation of a value's boolean."""
    return not to_boolean(value)


@strict("boolean", 1, 1)
def boolean(value: Value) -> bool:
    """Return the value as a boolean."""
    return to_boolean(value)


@strict("boolean-from-string", 1, 1)
def boolean_from_string(value: Value) -> bool:
    """Return true for 'true' in any case and for 1, false for everything else (JavaRosa)."""
    return to_string(value).lower() in {"true", "1"}


@lazy("if", 3, 3)
def choose(arguments: tuple[Closure, ...]) -> Closure:
    """Return the second argument if the first is true, else the third; the other is not evaluated."""
    condition, then, otherwise = arguments

    def evaluate(context: Context) -> Value:
        return then(context) if to_boolean(condition(context)) else otherwise(context)

    return evaluate


@lazy("coalesce", 2, None)
def coalesce(arguments: tuple[Closure, ...]) -> Closure:
    """Return the first argument that is not empty; NaN counts as empty (JavaRosa)."""

    def evaluate(context: Context) -> Value:
        value: Value = ""
        for argument in arguments:
            value = argument(context)
            if to_string(value) and not (isinstance(value, float) and math.isnan(value)):
                break
        return value

    return evaluate


@lazy("once", 1, 1)
def once(arguments: tuple[Closure, ...]) -> Closure:
    """Return the node's current value, converted to the argument's type; the argument while it is empty."""
    (argument,) = arguments

    def evaluate(context: Context) -> Value:
        held, value = context.origin.text(), argument(context)
        return _read_as(value_type(value), held) if held else value

    return evaluate


def _read_as(kind: ValueType, text: str) -> Value:
    match kind:
        case ValueType.NUMBER if not math.isnan(number := parse_number(text)):
            return number
        case ValueType.TRUTH:
            return text == "true"
        case ValueType.DATE if (day := moment(text, UTC)) is not None and not day.timed:
            return day
        case _:
            return text


@strict("checklist", 3, None)
def checklist(least: Value, most: Value, *answers: Value) -> bool:
    """Tell whether at least `least` and at most `most` of the answers are true; -1 sets no limit."""
    met = sum(1 for answer in answers for each in _each(answer) if _is_true(each))
    return _between(met, least, most)


@strict("weighted-checklist", 4, None)
def weighted_checklist(least: Value, most: Value, *pairs: Value) -> bool:
    """Tell whether the summed weights of the true answers are within limits; a weight follows each answer."""
    alone = len(pairs) == 2  # noqa: PLR2004 -- one answer and its weight: only then may both be many nodes
    spread = [_each(pair) if alone else [pair] for pair in pairs]
    answers = [each for values in spread[0::2] for each in values]
    weights = [to_number(each) for values in spread[1::2] for each in values]
    return _between(
        sum(weight for each, weight in zip(answers, weights, strict=False) if _is_true(each)), least, most
    )


def _each(value: Value) -> list[Value]:
    return [[node] for node in value] if isinstance(value, list) else [value]


def _is_true(value: Value) -> bool:
    """Convert an answer to a boolean: a question by its type, another document's node by its number or word."""
    if isinstance(value, list) and value and value[0].type is None:
        text = value[0].text()
        return to_boolean(to_number(text)) or text == "true"
    return to_boolean(value)


def _between(met: float, least: Value, most: Value) -> bool:
    low, high = to_number(least), to_number(most)
    return (low < 0 or met >= low) and (high < 0 or met <= high)
