"""Evaluation of paths: axes, node tests and predicates, to nodes in document order."""

from collections.abc import Callable, Iterable, Sequence

from forms.xpath.context import Closure, Context
from forms.xpath.nodes import Node, NodeKind
from forms.xpath.values import to_boolean

Axis = Callable[[Node], Iterable[Node]]
Test = Callable[[Node], bool]


def _root(node: Node) -> Node:
    while node.parent is not None:
        node = node.parent
    return node


def _following_siblings(node: Node) -> Sequence[Node]:
    siblings = node.siblings()
    return siblings[siblings.index(node) + 1 :]


def _preceding_siblings(node: Node) -> Sequence[Node]:
    siblings = node.siblings()
    return siblings[: siblings.index(node)][::-1]


def _following(node: Node) -> Iterable[Node]:
    for start in (node, *node.ancestors()):
        for sibling in _following_siblings(start):
            yield sibling
            yield from sibling.descendants()


def _preceding(node: Node) -> Iterable[Node]:
    for start in (node, *node.ancestors()):
        for sibling in _preceding_siblings(start):
            yield from reversed((sibling, *sibling.descendants()))


def _texts(node: Node) -> Iterable[Node]:
    """Return the text nodes of an element; one is created for a leaf, which stores its text itself."""
    if node.children or not node.value:
        return [child for child in node.children if child.kind is NodeKind.TEXT]
    return [Node("", node, node.value, NodeKind.TEXT)]


AXES: dict[str, Axis] = {
    "child": lambda node: node.children,
    "self": lambda node: (node,),
    "parent": lambda node: () if node.parent is None else (node.parent,),
    "attribute": lambda node: node.attributes,
    "descendant": lambda node: node.descendants(),
    "descendant-or-self": lambda node: (node, *node.descendants()),
    "ancestor": lambda node: node.ancestors(),
    "ancestor-or-self": lambda node: (node, *node.ancestors()),
    "following-sibling": _following_siblings,
    "preceding-sibling": _preceding_siblings,
    "following": _following,
    "preceding": _preceding,
    "namespace": lambda _: (),
}
_UNIQUE = frozenset(
    {"child", "self", "attribute"}
)  # these axes map distinct nodes to distinct nodes, in order


def node_test(axis: str, test: str) -> Test:
    """Return the check of a step's node test; a prefix on a name is ignored."""
    principal = NodeKind.ATTRIBUTE if axis == "attribute" else NodeKind.ELEMENT
    if test == "node()":
        return lambda _: True
    if test.endswith("()"):
        return lambda node: node.kind.value == test
    name = test.rpartition(":")[2]
    if name == "*":
        return lambda node: node.kind is principal
    return lambda node: node.name == name and node.kind is principal


class StepClosure:
    """A compiled step: maps nodes to nodes."""

    __slots__ = ("_axis", "_ordered", "_predicates", "_test")

    def __init__(self, axis: str, test: str, predicates: tuple[Closure, ...]) -> None:
        self._axis = _texts if (axis, test) == ("child", NodeKind.TEXT.value) else AXES[axis]
        self._test = node_test(axis, test)
        self._predicates = predicates
        self._ordered = axis in _UNIQUE

    def __call__(self, nodes: list[Node], context: Context) -> list[Node]:
        """Return the nodes that the step reaches from the given ones, each once."""
        found: list[Node] = []
        for node in nodes:
            candidates = self._axis(node)
            if not isinstance(candidates, list | tuple):
                candidates = list(candidates)
            context.environment.spend(len(candidates) + 1)
            reached = [candidate for candidate in candidates if self._test(candidate)]
            found += filtered(reached, self._predicates, context)
        return found if self._ordered or len(nodes) == 1 else unique(found)


def filtered(nodes: list[Node], predicates: tuple[Closure, ...], context: Context) -> list[Node]:
    """Return the nodes for which every predicate holds; a numeric predicate selects by position."""
    for predicate in predicates:
        kept: list[Node] = []
        size = len(nodes)
        context.environment.spend(size)
        for place, node in enumerate(nodes, 1):
            value = predicate(Context(node, context.environment, context.origin, place, size))
            holds = value == place if type(value) is float else to_boolean(value)
            if holds:
                kept.append(node)
        nodes = kept
    return nodes


def unique(nodes: list[Node]) -> list[Node]:
    """Return each node once, in the order of first appearance."""
    return list(dict.fromkeys(nodes))


def document_order(nodes: list[Node], context: Context) -> list[Node]:
    """Return each node once, in the order of the document."""
    distinct = unique(nodes)
    if len(distinct) < 2:  # noqa: PLR2004 -- one node is in order
        return distinct
    context.environment.spend(len(nodes))
    places = {id(node): place for place, node in enumerate(_root(distinct[0]).descendants())}
    context.environment.spend(len(places))
    return sorted(distinct, key=lambda node: places.get(id(node), -1))


def path_closure(
    start: Closure | None,
    *,
    absolute: bool,
    predicates: tuple[Closure, ...],
    steps: tuple[StepClosure, ...],
    hidden: bool = False,
) -> Closure:
    """Return the closure of a whole path; it drops irrelevant nodes at the end unless `hidden`."""

    def evaluate(context: Context) -> list[Node]:
        if absolute:
            nodes = [_root(context.node)]
        elif start is None:
            nodes = [context.node]
        else:
            value = start(context)
            nodes = filtered(value, predicates, context) if isinstance(value, list) else []
        for step in steps:
            nodes = step(nodes, context)
        return nodes if hidden else [node for node in nodes if node.relevant]

    return evaluate
