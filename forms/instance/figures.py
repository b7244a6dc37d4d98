"""Evaluation of indicators and checks with the current answers."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from forms.instance.node import FormNode
from forms.instance.tree import Tree
from forms.model.indicators import Check, Expression
from forms.xpath.values import to_number


def figure(expression: Expression, tree: Tree) -> Decimal | None:
    """Return the value of an indicator's part; None while a required answer is empty."""
    if _lacks_an_answer(tree, expression.paths, expression.last_saved):
        return None
    value = to_number(expression.formula.value(tree.context(tree.root)))
    try:
        result = Decimal(repr(value))
    except InvalidOperation:
        return None
    if not result.is_finite():
        return None
    return result.quantize(Decimal(1)) if result == result.to_integral_value() else result


def fails(check: Check, tree: Tree) -> bool:
    """Tell whether a check fails; a check that reads an empty answer does not."""
    if _lacks_an_answer(tree, check.paths, check.last_saved):
        return False
    return not check.condition.holds(tree.context(tree.root))


def _lacks_an_answer(tree: Tree, paths: Iterable[str], last_saved: Iterable[str]) -> bool:
    empty = any(_is_empty(tree.instances(path)) for path in paths)
    return empty or any(not tree.world.previous.get(path) for path in last_saved)


def _is_empty(nodes: list[FormNode]) -> bool:
    """Tell whether an answer is missing; of a repeat's rows only the relevant ones count."""
    asked = [node for node in nodes if node.relevant]
    return not asked or any(not node.children and not node.value for node in asked)
