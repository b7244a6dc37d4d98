"""A form's answers, computed no further than a question needs.

Most questions of a long form depend on a few others. While no caller has needed all nodes, `tree_for` computes only
the nodes that one question depends on, which saves the rest of the form after each answer. Callers see one tree.
"""

from collections.abc import Mapping
from functools import cached_property

from forms.instance.tree import Tree
from forms.model.definition import Definition
from forms.model.dependencies import narrowed
from forms.model.world import World


class Evaluator:
    """The answers of one filling as trees."""

    def __init__(
        self,
        definition: Definition,
        answers: Mapping[str, str],
        world: World,
        defaults: Mapping[str, str],
    ) -> None:
        self._definition = definition
        self._answers = answers
        self._world = world
        self._defaults = defaults
        self._partial: dict[str, Tree] = {}

    @cached_property
    def tree(self) -> Tree:
        """All nodes of the form, computed at the first use."""
        return Tree(self._definition, self._answers, self._world, self._defaults)

    def tree_for(self, path: str) -> Tree:
        """Return a tree that tells whether a question is asked and which answers it accepts.

        The labels, hints and messages of its nodes may refer to nodes that it lacks: take them from `tree`.
        """
        if "tree" in self.__dict__:
            return self.tree
        if path not in self._partial:
            part = narrowed(self._definition, path)
            if part is None:
                return self.tree
            self._partial[path] = Tree(part, self._answers, self._world, self._defaults)
        return self._partial[path]

    def changed(self, changes: Mapping[str, str]) -> Tree:
        """Return all nodes of the form, computed with some other answers."""
        return Tree(self._definition, {**self._answers, **changes}, self._world, self._defaults)
