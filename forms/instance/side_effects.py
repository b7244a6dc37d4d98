"""Changes to the stored answers that follow from an answer, a new row or a removed row."""

import re
from collections.abc import Mapping

from forms.instance.node import FormNode
from forms.instance.tree import Tree
from forms.model.fields import FIRST_LOAD, NEW_ROW, VALUE_CHANGED, SetAction, computes_once
from forms.model.lexical import lexical
from forms.xpath.context import Context


def first_values(tree: Tree) -> dict[str, str]:
    """Return the values set when a report is begun, computed in order on the new form."""
    actions = [action for action in tree.definition.actions if action.event == FIRST_LOAD]
    return _performed(tree, actions, tree.root)


def triggered(tree: Tree, node: FormNode) -> dict[str, str]:
    """Return the values set because this node's answer changed."""
    actions = [
        action
        for action in tree.definition.actions
        if action.event == VALUE_CHANGED and action.source == node.field.path
    ]
    return _performed(tree, actions, node)


def row_values(tree: Tree, row: FormNode) -> dict[str, str]:
    """Return the values set in a new row."""
    actions = [
        action
        for action in tree.definition.actions
        if action.event == NEW_ROW and action.target.startswith(f"{row.field.path}/")
    ]
    return _performed(tree, actions, row)


def _performed(tree: Tree, actions: list[SetAction], near: FormNode) -> dict[str, str]:
    values: dict[str, str] = {}
    for action in actions:
        for node in tree.instances(action.target):
            if shares_rows(node, near):
                value = lexical(action.value.value(Context(node, tree)), node.field.data_type)
                node.hold(value)
                values[node.path] = value
    return values


def shares_rows(node: FormNode, other: FormNode) -> bool:
    """Tell whether two nodes are in the same row of every repeat that contains both."""
    rows = {above.field.path: above for above in _lineage(other)}
    return all(rows.get(above.field.path, above) is above for above in _lineage(node))


def _lineage(node: FormNode) -> list[FormNode]:
    return [
        above
        for above in (node, *node.ancestors())
        if isinstance(above, FormNode) and above.field.repeat is not None
    ]


def without_row(answers: Mapping[str, str], repeat: str, index: int, rows: int) -> dict[str, str]:
    """Return the answers without one row of a repeat; later rows move up."""
    pattern = re.compile(rf"{re.escape(repeat)}\[(\d+)\](.*)")
    kept: dict[str, str] = {}
    for path, value in answers.items():
        match = pattern.fullmatch(path)
        if match is None:
            kept[path] = value
        elif int(match.group(1)) != index:
            place = int(match.group(1))
            kept[f"{repeat}[{place - (place > index)}]{match.group(2)}"] = value
    kept[repeat] = str(max(rows - 1, 0))
    return kept


def computed_once(tree: Tree) -> dict[str, str]:
    """Return the values of once() to store; irrelevant nodes are not computed yet."""
    return {
        node.path: node.held
        for field in tree.definition.ruled
        if computes_once(field)
        for node in tree.instances(field.path)
        if node.relevant and node.held and not node.answered
    }


def overtaken(before: Tree, after: Tree, answered: str) -> dict[str, str]:
    """Return the new values of overridden calculations whose inputs changed."""
    changes: dict[str, str] = {}
    for field in before.definition.ruled:
        if field.calculation is None or not field.overridable:
            continue
        for node in before.instances(field.path):
            if node.answered and node.path != answered and node.path in after.at:
                value = after.computed(after.node(node.path))
                if value != before.computed(node):
                    changes[node.path] = value
    return changes


def recomputed_rows(tree: Tree, repeat: str) -> dict[str, str]:
    """Return the recomputed values of overridden calculations, which a new row resets."""
    return {
        node.path: tree.computed(node)
        for field in tree.definition.ruled
        if field.calculation is not None and field.overridable and field.path.startswith(f"{repeat}/")
        for node in tree.instances(field.path)
        if node.answered
    }
