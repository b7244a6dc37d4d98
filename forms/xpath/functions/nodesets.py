"""Functions of node-sets: counts, sums, minimum and maximum, positions."""

import math
from collections.abc import Iterator

from forms.xpath.context import Context
from forms.xpath.functions.registry import contextual, strict
from forms.xpath.nodes import Node
from forms.xpath.values import Value, node_number, to_number


@strict("count", 1, 1)
def count(nodes: Value) -> float:
    """Return the number of nodes."""
    return float(len(nodes)) if isinstance(nodes, list) else math.nan


@strict("count-non-empty", 1, 1)
def count_non_empty(nodes: Value) -> float:
    """Return the number of non-empty nodes."""
    return float(sum(1 for node in nodes if node.text())) if isinstance(nodes, list) else math.nan


@strict("sum", 1, 1)
def total(nodes: Value) -> float:
    """Return the sum of the nodes' numbers, added in order as in JavaRosa; empty nodes add nothing."""
    if not isinstance(nodes, list):
        return to_number(nodes)
    added = 0.0
    for node in nodes:
        number = node_number(node)
        if node.type is None or not math.isnan(number):
            added += number
    return added


@strict("min", 1, None)
def least(*values: Value) -> float:
    """Return the minimum of arguments and nodes without empty ones; NaN if there is none or one is not a number."""
    return _extreme(_numbers(values), smallest=True)


@strict("max", 1, None)
def greatest(*values: Value) -> float:
    """Return the maximum of arguments and nodes without empty ones; NaN if there is none or one is not a number."""
    return _extreme(_numbers(values), smallest=False)


@contextual("position", 0, 1)
def position(context: Context, *nodes: Value) -> float:
    """Return the position of the context node, or of the given node among its siblings of the same name."""
    if not nodes:
        return float(context.position)
    if not isinstance(nodes[0], list):
        return math.nan
    if not nodes[0]:
        return 0.0  # an irrelevant row has no position (JavaRosa)
    node = nodes[0][0]
    context.environment.spend(len(node.siblings()))
    return float([sibling for sibling in node.siblings() if sibling.name == node.name].index(node) + 1)


@contextual("last", 0, 0)
def last(context: Context) -> float:
    """Return the size of the current node-set."""
    return float(context.size)


@strict("local-name", 0, 1)
def local_name(nodes: Value = "") -> str:
    """Return the name of the first node."""
    return nodes[0].name if isinstance(nodes, list) and nodes else ""


def _numbers(values: tuple[Value, ...]) -> list[float]:
    """Return the numbers among arguments and nodes."""
    return [
        number
        for value in values
        for number in (_numbers_of(value) if isinstance(value, list) else _number_of(value))
    ]


def _numbers_of(nodes: list[Node]) -> Iterator[float]:
    """Yield the nodes' numbers without empty nodes; text answers are skipped too (JavaRosa)."""
    for node in nodes:
        number = node_number(node)
        if not math.isnan(number) or (node.type is None and node.text()):
            yield number


def _number_of(value: Value) -> Iterator[float]:
    if value != "":
        yield to_number(value)


def _extreme(numbers: list[float], *, smallest: bool) -> float:
    if not numbers or any(map(math.isnan, numbers)):
        return math.nan
    return min(numbers) if smallest else max(numbers)


def first_node(value: Value) -> Node | None:
    """Return the first node of a node-set; None for an empty one and for any other value."""
    return value[0] if isinstance(value, list) and value else None
