"""Whether a question accepts a value: its type and range, then its constraint."""

from forms.instance.node import FormNode
from forms.instance.tree import Tree
from forms.model.fields import Condition
from forms.model.value_range import may_hold


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
