"""A node of the form in a filling: what was answered or computed, and whether it counts."""

from forms.model.fields import Field
from forms.xpath.nodes import Node, NodeKind, ValueType


class FormNode(Node):
    """A node of the form.

    `held` is what was answered or computed, `value` what reads: nothing while irrelevant. `own` is its
    relevance by its own condition, `relevant` that of everything above it too.
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
        """Take a value, of a kind of its own where the form gives it none; tell whether anything changed."""
        kind = kind or self.type
        if text == self.held and kind is self.type:
            return False
        self.held, self.type = text, kind
        if self.relevant:
            self.value = text
        return True

    def count(self, *, own: bool) -> bool:
        """Say whether this node is relevant by itself; tell whether anything changed, below included."""
        if own == self.own:
            return False
        self.own = own
        outside = self.parent.relevant if isinstance(self.parent, FormNode) else True
        self.inherit(relevant=own and outside)
        return True

    def inherit(self, *, relevant: bool) -> None:
        """Take over relevance from above and pass it on below."""
        if relevant == self.relevant:
            return
        self.relevant = relevant
        self.value = self.held if relevant else ""
        for child in self.children:
            if isinstance(child, FormNode):
                child.inherit(relevant=relevant and child.own)
