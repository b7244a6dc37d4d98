"""The choices that a question offers, filtered by the answers so far."""

from typing import TYPE_CHECKING

from forms.fields import ListedChoices, StaticChoices
from forms.form_node import FormNode
from forms.questions import Choice
from forms.xpath.context import Context
from forms.xpath.values import to_string

if TYPE_CHECKING:
    from forms.tree import Tree


def offered(node: FormNode, tree: "Tree") -> tuple[Choice, ...]:
    """Return the choices for a person: one without name cannot be chosen, one without label shows it."""
    return tuple(
        Choice(name, (label or "").strip() or name) for name, label in listed(node, tree) if name.strip()
    )


def listed(node: FormNode, tree: "Tree") -> tuple[tuple[str, str | None], ...]:
    """Return names and labels in the tree's language as the form gives them, None for a missing label."""
    choices = node.field.choices
    context = tree.context(node, node.path)
    match choices:
        case None:
            return ()
        case StaticChoices(items=items):
            default = tree.definition.default_language
            return tuple((name, label.render(tree.language, default, context)) for name, label in items)
        case ListedChoices():
            nodes = choices.nodes(context)
            contexts = [Context(item, tree, node) for item in nodes] if isinstance(nodes, list) else []
            return tuple((to_string(choices.value(item)), _label(choices, item, tree)) for item in contexts)


def _label(choices: ListedChoices, item: Context, tree: "Tree") -> str | None:
    text = to_string(choices.label(item))
    if not choices.translated:
        return text
    wording = tree.definition.translations.get(text)
    return None if wording is None else wording.render(tree.language, tree.definition.default_language, item)
