"""The evaluation context of expressions."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol, TypeAlias

from forms.xpath.nodes import Node, ValueType
from forms.xpath.values import Value


class Environment(Protocol):
    """The environment of the tree: clock, random seed, lists, translations and labels."""

    @property
    def now(self) -> datetime:
        """The time of evaluation, in the zone of the form's dates."""

    @property
    def at(self) -> Mapping[str, Node]:
        """The form's nodes by path, for lookup without a search."""

    def spend(self, steps: int) -> None:
        """Count the work of an expression; raises TooMuchWork beyond the limit."""

    def seed(self) -> str:
        """Return the seed for the expression's next random number."""

    def instance(self, name: str) -> Node | None:
        """Return the root element of a list or register; None if the name is unknown."""

    def translation(self, name: str) -> str:
        """Return the text of that id in the current language."""

    def written(self, value: str, kind: ValueType) -> str:
        """Format a value for people, for quotation in a text."""

    def choice_label(self, question: Node, value: str) -> str:
        """Return the label of a question's choice in the current language, "" if it is not offered."""


class Context:
    """A node with its position in the current node-set; `origin` is the node of the whole expression."""

    __slots__ = ("environment", "node", "origin", "position", "size")

    def __init__(
        self,
        node: Node,
        environment: Environment,
        origin: Node | None = None,
        position: int = 1,
        size: int = 1,
    ) -> None:
        self.node = node
        self.origin = origin or node
        self.position = position
        self.size = size
        self.environment = environment


Closure: TypeAlias = Callable[[Context], Value]
