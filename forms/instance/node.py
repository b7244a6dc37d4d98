"""A form's node with its answer or computed value and its relevance."""

from forms.model.fields import Field
from forms.xpath.nodes import Node, NodeKind, ValueType


class FormNode(Node):
    """A node of the form.

    `held` is the answered or computed value; `value` is what expressions read, empty while irrelevant. `own` is the
    node's own relevance, `relevant` also includes that of all its ancestors.
    """

    __slots__ = ("answered", "field", "held", "own", "path", "relevant")

    def __init__(self, field: Field, parent: Node, path: str, held: str, *, answered: bool) -> None:
        self.name = field.name
        self.parent = parent
        self.value = held
        self.kind = NodeKind.ELEMENT
        self.type = field.value_type
        self.children = ()
        self.attributes = ()
        self.field = field
        self.path = path
        self.held = held
        self.answered = answered
        self.own = True
        self.relevant = True

    def hold(self, text: str, kind: ValueType | None = None) -> bool:
        """Set the value, with a type if the form gives the node none; tell whether anything changed."""
        kind = kind or self.type
        if text == self.held and kind is self.type:
            return False
        self.held, self.type = text, kind
        if self.relevant:
            self.value = text
        return True

    def count(self, *, own: bool) -> bool:
        """Set the node's own relevance; tell whether anything changed here or below."""
        if own == self.own:
            return False
        self.own = own
        outside = self.parent.relevant if isinstance(self.parent, FormNode) else True
        self.inherit(relevant=own and outside)
        return True

    def inherit(self, *, relevant: bool) -> None:
        """Apply the ancestors' relevance here and below."""
        if relevant == self.relevant:
            return
        self.relevant = relevant
        self.value = self.held if relevant else ""
        for child in self.children:
            if isinstance(child, FormNode):
                child.inherit(relevant=relevant and child.own)
