"""The choices that a question offers, filtered by the answers so far."""

from typing import TYPE_CHECKING

from forms.fields import StaticChoices
from forms.form_node import FormNode
from forms.questions import Choice
from forms.xpath.context import Context
from forms.xpath.values import to_string

if TYPE_CHECKING:
    from forms.tree import Tree


def offered(node: FormNode, tree: "Tree") -> tuple[Choice, ...]:
    """Return the choices in the tree's language, in the author's order; a name as label where a label is missing."""
    choices = node.field.choices
    if choices is None:
        return ()
    context = tree.context(node, node.path)
    if isinstance(choices, StaticChoices):
        default = tree.definition.default_language
        return tuple(
            Choice(name, label.render(tree.language, default, context) or name)
            for name, label in choices.items
        )
    nodes = choices.nodes(context)
    if not isinstance(nodes, list):
        return ()
    inner = [Context(item, tree, node) for item in nodes]
    return tuple(
        Choice(name, to_string(choices.label(item)) or name)
        for item in inner
        if (name := to_string(choices.value(item)))
    )
