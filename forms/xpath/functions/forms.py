"""Functions specific to forms: lists, registers, repeats, labels and translations."""

from forms.xpath.context import Closure, Context
from forms.xpath.functions.nodesets import first_node
from forms.xpath.functions.registry import contextual, lazy
from forms.xpath.nodes import Node
from forms.xpath.values import Value, to_number, to_string


@contextual("current", 0, 0)
def current(context: Context) -> list[Node]:
    """Return the node of the whole expression, also within a predicate."""
    return [context.origin]


@contextual("instance", 1, 1)
def instance(context: Context, name: Value) -> list[Node]:
    """Return the root of a list, of the unit register ('unit') or of the previous report ('__last-saved')."""
    root = context.environment.instance(to_string(name))
    return [] if root is None or root.parent is None else [root.parent]


@contextual("pulldata", 2, 4)
def pulldata(context: Context, name: Value, column: Value, key: Value = "", wanted: Value = "") -> str:
    """Return a column of the row whose key column has the wanted value; without key, of the first row."""
    root = context.environment.instance(to_string(name))
    if root is None:
        return ""
    context.environment.spend(len(root.children))
    for row in root.children:
        if not to_string(key) or _cell(row, to_string(key)) == to_string(wanted):
            return _cell(row, to_string(column))
    return ""


@lazy("indexed-repeat", 3, 7, names_places=True)
def indexed_repeat(arguments: tuple[Closure, ...]) -> Closure:
    """Return a node in row n of a repeat: (node, repeat, n), for up to three nested repeats."""
    target, levels = arguments[0], tuple(zip(arguments[1::2], arguments[2::2], strict=False))

    def evaluate(context: Context) -> Value:
        rows: list[Node] = []
        for repeat, place in levels:
            index = to_number(place(context))
            candidates = _rows_within(first_node(repeat(context)), rows)
            context.environment.spend(len(candidates))
            if not 1 <= index <= len(candidates):
                return []
            rows = [candidates[int(index) - 1]]
        wanted = first_node(target(context))
        found = [] if wanted is None or not rows else _same_place(wanted, rows[0])
        return [node for node in found if node.relevant]

    return evaluate


@contextual("jr:choice-name", 2, 2)
def choice_name(context: Context, value: Value, question: Value) -> str:
    """Return the label of a choice in the current language; the second argument is the question."""
    node = first_node(question) or context.environment.at.get(to_string(question))
    return "" if node is None else context.environment.choice_label(node, to_string(value))


@contextual("jr:itext", 1, 1)
def itext(context: Context, name: Value) -> str:
    """Return the text of that id in the current language."""
    return context.environment.translation(to_string(name))


def _cell(row: Node, column: str) -> str:
    return next((cell.text() for cell in row.children if cell.name == column), "")


def _rows_within(sample: Node | None, outer: list[Node]) -> list[Node]:
    """Return the rows of a sample row's repeat within the selected outer row."""
    if sample is None:
        return []
    if not outer:
        return [row for row in sample.siblings() if row.name == sample.name]
    names = _names_below(sample, outer[0].name)
    return _descend([outer[0]], names)


def _same_place(node: Node, row: Node) -> list[Node]:
    return _descend([row], _names_below(node, row.name))


def _names_below(node: Node, ancestor: str) -> list[str]:
    names = [node.name]
    for above in node.ancestors():
        if above.name == ancestor:
            break
        names.append(above.name)
    return names[::-1]


def _descend(nodes: list[Node], names: list[str]) -> list[Node]:
    for name in names:
        nodes = [child for node in nodes for child in node.children if child.name == name]
    return nodes
