"""Truth and choice: true, false, not, boolean, if, coalesce, once, checklist."""

from forms.xpath.context import Closure, Context
from forms.xpath.functions.registry import lazy, strict
from forms.xpath.values import Value, to_boolean, to_number, to_string


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
    """Return the opposite truth."""
    return not to_boolean(value)


@strict("boolean", 1, 1)
def boolean(value: Value) -> bool:
    """Return the value as a truth."""
    return to_boolean(value)


@strict("boolean-from-string", 1, 1)
def boolean_from_string(value: Value) -> bool:
    """Return true for 'true' in any case and for 1, false for everything else (JavaRosa)."""
    return to_string(value).lower() in {"true", "1"}


@lazy("if", 3, 3)
def choose(arguments: tuple[Closure, ...]) -> Closure:
    """Return the second argument where the first is true, else the third; the other is not evaluated."""
    condition, then, otherwise = arguments

    def evaluate(context: Context) -> Value:
        return then(context) if to_boolean(condition(context)) else otherwise(context)

    return evaluate


@lazy("coalesce", 2, None)
def coalesce(arguments: tuple[Closure, ...]) -> Closure:
    """Return the first argument that is not empty."""

    def evaluate(context: Context) -> Value:
        value: Value = ""
        for argument in arguments:
            value = argument(context)
            if to_string(value):
                break
        return value

    return evaluate


@lazy("once", 1, 1)
def once(arguments: tuple[Closure, ...]) -> Closure:
    """Return what the node already holds, the argument where it is still empty."""
    (argument,) = arguments

    def evaluate(context: Context) -> Value:
        held = context.origin.text()
        return held or to_string(argument(context))

    return evaluate


@strict("checklist", 3, None)
def checklist(least: Value, most: Value, *answers: Value) -> bool:
    """Tell whether at least `least` and at most `most` of the answers are true; -1 sets no limit."""
    met = sum(1 for truth in _truths(answers) if truth)
    return _between(met, least, most)


@strict("weighted-checklist", 4, None)
def weighted_checklist(least: Value, most: Value, *pairs: Value) -> bool:
    """Tell the same of the added weights of the true answers; a weight follows each answer."""
    truths = _truths(pairs[0::2])
    weights = _numbers(pairs[1::2])
    return _between(sum(weight for truth, weight in zip(truths, weights, strict=False) if truth), least, most)


def _truths(values: tuple[Value, ...]) -> list[bool]:
    return [truth for value in values for truth in _each_truth(value)]


def _each_truth(value: Value) -> list[bool]:
    if isinstance(value, list):
        return [to_boolean(to_number(node.text())) or node.text() == "true" for node in value]
    return [to_boolean(value)]


def _numbers(values: tuple[Value, ...]) -> list[float]:
    spread = [[[node] for node in value] if isinstance(value, list) else [value] for value in values]
    return [to_number(item) for items in spread for item in items]


def _between(met: float, least: Value, most: Value) -> bool:
    low, high = to_number(least), to_number(most)
    return (low < 0 or met >= low) and (high < 0 or met <= high)
