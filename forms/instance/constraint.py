"""Whether a question accepts a value: its type and range, then its constraint."""

from decimal import Decimal

from forms.instance.node import FormNode
from forms.instance.tree import Tree
from forms.model.fields import Condition
from forms.model.lexical import fits
from forms.model.questions import Kind

_CHOSEN_TOGETHER = frozenset({Kind.SELECT_MULTIPLE, Kind.RANK})


def accepts(tree: Tree, path: str, value: str) -> bool:
    """Tell whether the question at a path may hold a value, which is in its lexical form."""
    node = tree.node(path)
    if not may_hold(tree, node, value):
        return False
    before = node.value
    node.value = value
    try:
        return not failed_rules(tree, node)
    finally:
        node.value = before


def failed_rules(tree: Tree, node: FormNode) -> list[Condition]:
    """Return the parts of a node's constraint that its value violates."""
    if not node.field.constraint:
        return []
    context = tree.context(node)
    return [part for part in node.field.constraint if not part.holds(context)]


def may_hold(tree: Tree, node: FormNode, value: str) -> bool:
    """Tell whether a value is one of the choices, within the range, or in the type's lexical form."""
    question = node.field.question
    kind = None if question is None else question.kind
    if node.field.choices is not None:
        names = {choice.name for choice in tree.choices(node)}
        return set(value.split() if kind in _CHOSEN_TOGETHER else [value]) <= names
    if question is not None and question.span is not None:
        low, high = sorted((question.span.start, question.span.end))
        return fits(value, "int" if question.whole else "decimal") and low <= Decimal(value) <= high
    return fits(value, node.field.data_type)
