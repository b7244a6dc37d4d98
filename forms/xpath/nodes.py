"""The node trees of expressions: a form's answers, its lists, any XML document."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from xml.etree import ElementTree


class NodeKind(StrEnum):
    """The kinds of nodes in XPath's data model."""

    DOCUMENT = "document"
    ELEMENT = "element"
    ATTRIBUTE = "attribute"
    TEXT = "text()"
    COMMENT = "comment()"
    INSTRUCTION = "processing-instruction()"


class ValueType(StrEnum):
    """The type as which expressions read a node's text; TEXT for all unlisted types."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    TRUTH = "truth"


class Node:
    """A node of a tree. A leaf's text is in `value`, which is empty for an irrelevant leaf."""

    __slots__ = ("attributes", "children", "kind", "name", "parent", "type", "value")

    relevant = True
    """Whether the node is relevant: irrelevant nodes are in no node-set (JavaRosa). Only a form's nodes can be."""

    def __init__(
        self,
        name: str,
        parent: "Node | None",
        value: str = "",
        kind: NodeKind = NodeKind.ELEMENT,
        value_type: ValueType | None = None,
    ) -> None:
        self.name = name
        self.parent = parent
        self.value = value
        self.kind = kind
        self.type = value_type
        self.children: Sequence[Node] = ()
        self.attributes: tuple[Node, ...] = ()

    def text(self) -> str:
        """Return the string-value: a leaf's text, else the concatenated text of its descendants."""
        if not self.children:
            return self.value
        return "".join(child.text() for child in self.children if child.kind in _SPEAKING)

    def descendants(self) -> Iterator["Node"]:
        """Yield the descendants in document order."""
        for child in self.children:
            yield child
            yield from child.descendants()

    def ancestors(self) -> Iterator["Node"]:
        """Yield the parent, its parent, and so on up to the document."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def siblings(self) -> "Sequence[Node]":
        """Return the parent's children, including this node."""
        return self.parent.children if self.parent is not None else [self]


_SPEAKING = frozenset({NodeKind.ELEMENT, NodeKind.TEXT})


def document(root: ElementTree.Element) -> Node:
    """Return a document node for a parsed XML element, with comments and instructions."""
    top = Node("", None, kind=NodeKind.DOCUMENT)
    top.children = [_element(root, top)]
    return top


def _element(element: ElementTree.Element, parent: Node) -> Node:
    node = Node(local_name(element.tag), parent)
    node.attributes = tuple(
        Node(name, node, value, NodeKind.ATTRIBUTE)
        for name, value in ((local_name(key), text) for key, text in element.attrib.items())
    )
    if len(element) == 0:
        node.value = element.text or ""
        return node
    children = [*_text(element.text, node)]
    for child in element:
        children += (_child(child, node), *_text(child.tail, node))
    node.children = children
    return node


def _child(child: ElementTree.Element, parent: Node) -> Node:
    marker: object = child.tag  # ElementTree uses a function as the tag of comments and instructions
    if marker is ElementTree.Comment:
        return Node("", parent, child.text or "", NodeKind.COMMENT)
    if marker is ElementTree.ProcessingInstruction:
        name, _, content = (child.text or "").partition(" ")
        return Node(name, parent, content, NodeKind.INSTRUCTION)
    return _element(child, parent)


def _text(text: str | None, parent: Node) -> tuple[Node, ...]:
    return (Node("", parent, text, NodeKind.TEXT),) if text else ()


def local_name(tag: str) -> str:
    """Return ElementTree's `{namespace}name` without namespace; expressions ignore prefixes as well."""
    return tag.rpartition("}")[2]
