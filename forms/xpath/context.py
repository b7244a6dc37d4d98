"""What an expression is evaluated in."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol, TypeAlias

from forms.xpath.nodes import Node, ValueType
from forms.xpath.values import Value


class Surroundings(Protocol):
    """What lies around the tree: the clock, chance, lists, translations and labels."""

    @property
    def now(self) -> datetime:
        """The moment of evaluation, in the zone in which dates are read and written."""

    @property
    def at(self) -> Mapping[str, Node]:
        """The form's own nodes by path, for finding them without a search."""

    def spend(self, steps: int) -> None:
        """Count the work of an expression; raises TooMuchWork where it does more than any form needs."""

    def seed(self) -> str:
        """Return the seed of the next draw of chance for the expression under way."""

    def instance(self, name: str) -> Node | None:
        """Return the root element of a list or register; None where there is none of that name."""

    def translation(self, name: str) -> str:
        """Return the text of that name in the language under way."""

    def written(self, value: str, kind: ValueType) -> str:
        """Return a value as people write it, for quoting it in a text."""

    def choice_label(self, question: Node, value: str) -> str:
        """Return the label of a question's choice in the language under way, "" where it offers no such choice."""


class Context:
    """A node with its place in the node-set under way; `origin` is the node of the whole expression."""

    __slots__ = ("node", "origin", "position", "size", "surroundings")

    def __init__(
        self,
        node: Node,
        surroundings: Surroundings,
        origin: Node | None = None,
        position: int = 1,
        size: int = 1,
    ) -> None:
        self.node = node
        self.origin = origin or node
        self.position = position
        self.size = size
        self.surroundings = surroundings


Closure: TypeAlias = Callable[[Context], Value]
