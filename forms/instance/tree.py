"""The answers as a tree of nodes, on which expressions are evaluated until no value changes."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from forms.instance.choices import listed, offered
from forms.instance.node import FormNode
from forms.instance.preloads import preloaded
from forms.instance.row_numbers import rows_in
from forms.model.choice_lists import table
from forms.model.definition import Definition
from forms.model.fields import NEW_ROW, Field, InitialNode
from forms.model.lexical import lexical
from forms.model.questions import Choice
from forms.model.world import World
from forms.xpath.context import Context
from forms.xpath.limits import MOST_STEPS, NODE_STEPS, Excess, TooMuchWork
from forms.xpath.nodes import Node, NodeKind, ValueType
from forms.xpath.values import to_number, value_type
from texts.markdown import as_plain

MOST_ROWS = 1000  # of one repeat; more is a mistake, or an attempt to exhaust memory
MOST_ROWS_IN_ALL = 5000  # of all repeats together: nested repeats multiply
_RULE_STEPS = 4  # cost of applying a node's rules, besides the nodes that its expressions read
_TEXT_STEPS = 16  # characters of a computed value per step: they are kept in memory
_MOST_ROUNDS = 60  # passes of recomputation; without cycles, the longest chain of rules
_TRUTHS = frozenset({"true", "false"})
_MOMENTS = frozenset({ValueType.DATE, ValueType.TIME})


class Tree:
    """A form's nodes with answers, and the environment of its expressions.

    `defaults` are values by path, computed when the report was begun. A tree that is not `alive` computes nothing:
    it represents a finished report unchanged.
    """

    def __init__(
        self,
        definition: Definition,
        answers: Mapping[str, str],
        world: World,
        defaults: Mapping[str, str] | None = None,
        *,
        alive: bool = True,
    ) -> None:
        self.definition = definition
        self.world = world
        self.now: datetime = world.now
        self.language = world.language or definition.default_language
        self.at: dict[str, FormNode] = {}
        self._answers = answers
        self._given = {**(defaults or {}), **answers}
        self._rows: dict[str, list[FormNode]] = {}
        self._counted: dict[str, int] = {}
        self._answered_rows = rows_in(answers) if definition.has_repeats else {}
        self._evaluating = ""
        self._draws = 0
        self._room = MOST_ROWS_IN_ALL
        self._left = MOST_STEPS
        self._recomputed = False
        self._counts_cut = self._room_cut = False
        self._document = Node("", None, kind=NodeKind.DOCUMENT)
        self._registers: dict[str, Node | None] = {}
        self._alive = alive
        self._create_nodes()
        if alive:
            self._recompute()
        self._recomputed = True

    @property
    def root(self) -> FormNode:
        """The root element."""
        root = self._document.children[0]
        assert isinstance(root, FormNode)  # noqa: S101 -- _create_nodes puts it there
        return root

    @property
    def rows_cut(self) -> bool:
        """Whether the answers require more rows than a form may have."""
        return self._counts_cut or self._room_cut

    def node(self, path: str) -> FormNode:
        """Return the node of a path with rows; raises KeyError if there is none."""
        return self.at[path]

    def instances(self, path: str) -> list[FormNode]:
        """Return the nodes of a path without rows: one, or one for each row."""
        rows = self._rows.get(path)
        if rows is not None:
            return rows
        found = self.at.get(path)
        return [] if found is None else [found]

    def rows(self, path: str) -> list[FormNode]:
        """Return the rows of a repeat; its path includes the rows of the repeats around it."""
        parent, _, name = path.rpartition("/")
        return [
            child
            for child in self.node(parent).children
            if isinstance(child, FormNode) and child.name == name
        ]

    def set_language(self, language: str) -> None:
        """Switch the language; calculations that read labels are recomputed in it (JavaRosa)."""
        if language != self.language:
            self.language = language
            if self._alive and self.definition.computes_labels:
                self._recompute()

    def context(self, node: Node, purpose: str = "") -> Context:
        """Return the context for an expression of a node; `purpose` separates sequences of random numbers."""
        self._evaluating = purpose
        self._draws = 0
        if self._recomputed:
            self._left = MOST_STEPS
        return Context(node, self)

    def spend(self, steps: int) -> None:
        """Count work towards the limit: of all rules together during recomputation, then of each expression."""
        self._left -= steps
        if self._left < 0:
            raise TooMuchWork(Excess.STEPS)

    def seed(self) -> str:
        """Return a seed derived from the world's seed, the node and the number of the draw."""
        self._draws += 1
        return f"{self.world.seed}|{self.definition.form_id}|{self._evaluating}|{self._draws}"

    def instance(self, name: str) -> Node | None:
        """Return the root element of a list, of the unit register or of the previous report."""
        if name in self.definition.lists:
            return self.definition.lists[name]
        if name not in self._registers:
            self._registers[name] = self._register(name)
        return self._registers[name]

    def translation(self, name: str) -> str:
        """Return the text of that id in the current language."""
        wording = self.definition.translations.get(name)
        if wording is None:
            return ""
        return (
            wording.render(self.language, self.definition.default_language, Context(self._document, self))
            or ""
        )

    def written(self, value: str, kind: ValueType) -> str:
        """Format a number, date or time for people; other values are unchanged."""
        if kind is ValueType.NUMBER:
            return self.world.write_number(value)
        return self.world.write_moment(value) if kind in _MOMENTS else value

    def choices(self, node: FormNode) -> tuple[Choice, ...]:
        """Return the choices that a question offers, in the current language."""
        return offered(node.field.choices, self.context(node, node.path), self.definition, self.language)

    def listed_choices(self, node: FormNode) -> tuple[tuple[str, str | None], ...]:
        """Return the form's names and labels, including choices without name or label."""
        return listed(node.field.choices, self.context(node, node.path), self.definition, self.language)

    def choice_label(self, question: Node, value: str) -> str:
        """Return the label of a choice in the current language; "" for a value not offered (JavaRosa)."""
        if not isinstance(question, FormNode):
            return value
        return next(
            (as_plain(label or name) for name, label in self.listed_choices(question) if name == value), ""
        )

    def may_add_row(self, parent: FormNode, field: Field) -> bool:
        """Tell whether a further row of a repeat is allowed and would be relevant."""
        if not parent.relevant or self._room <= 0:
            return False
        if len(self.rows(f"{parent.path}/{field.name}")) >= MOST_ROWS:
            return False
        stand_in = FormNode(field, parent, field.path, "", answered=False)
        return field.relevant is None or field.relevant.holds(self.context(stand_in, "relevant"))

    def _register(self, name: str) -> Node | None:
        if name == "unit":
            return table([dict(self.world.unit)])
        if name == "round":
            return table([dict(self.world.round)])
        if name == "__last-saved":
            if not self.world.previous:
                return None
            return Tree(self.definition, self.world.previous, self.world, alive=False).root
        return None

    def _create_nodes(self) -> None:
        self._room = MOST_ROWS_IN_ALL
        self._room_cut = False
        self.at.clear()
        self._rows.clear()
        if self.definition.plan:
            self._create_planned()
            return
        initial = self.definition.initial
        self._document.children = [self._create_subtree(initial, self._document, initial.field.path)]

    def _create_planned(self) -> None:
        """Create the nodes of a form without repeats from its plan."""
        nodes: list[FormNode] = []
        inside: list[list[Node]] = []
        self._document.children = outermost = list[Node]()
        for initial, around in self.definition.plan:
            parent = nodes[around] if around >= 0 else self._document
            node = self._create_node(initial, parent, initial.field.path)
            (inside[around] if around >= 0 else outermost).append(node)
            nodes.append(node)
            inside.append([])
            if initial.children:
                node.children = inside[-1]

    def _create_node(self, initial: InitialNode, parent: Node, path: str) -> FormNode:
        held = self._given.get(path, initial.value)
        node = self.at[path] = FormNode(initial.field, parent, path, held, answered=path in self._answers)
        if initial.attributes or initial.field.preload is not None:
            self._set_metadata(node, initial)
        question = initial.field.question
        if held in _TRUTHS and question is not None and not question.kind.is_asked:
            node.type = ValueType.TRUTH  # computed by a condition, not typed
        return node

    def _set_metadata(self, node: FormNode, initial: InitialNode) -> None:
        """Set a node's unanswered metadata and its attributes."""
        preload = initial.field.preload
        if preload is not None and not node.answered:
            node.hold(preloaded(preload, self.world, self.context(node, node.path)) or node.held)
        node.attributes = tuple(
            Node(name, node, value, NodeKind.ATTRIBUTE) for name, value in initial.attributes
        )

    def _create_subtree(self, initial: InitialNode, parent: Node, path: str) -> FormNode:
        self.spend(NODE_STEPS)
        node = self._create_node(initial, parent, path)
        node.children = list(self._create_children(initial, node, path))
        if path != initial.field.path:
            self._rows.setdefault(initial.field.path, []).append(node)
        return node

    def _create_children(self, initial: InitialNode, node: FormNode, path: str) -> Iterator[Node]:
        seen: set[str] = set()
        late: list[Node] = []  # rows of a repeat without initial rows follow all other children (JavaRosa)
        for child in initial.children:
            inner = f"{path}/{child.field.name}"
            if child.field.repeat is None:
                yield self._create_subtree(child, node, inner)
            elif child.field.name not in seen:
                seen.add(child.field.name)
                rows = self._row_nodes(initial, child.field, node, inner)
                if any(other.field is child.field and not other.template for other in initial.children):
                    yield from rows
                else:
                    late += rows
        yield from late

    def _row_nodes(self, initial: InitialNode, field: Field, parent: FormNode, path: str) -> Iterator[Node]:
        assert field.repeat is not None  # noqa: S101 -- the caller looked
        given = [child for child in initial.children if child.field is field and not child.template]
        self._rows.setdefault(field.path, [])
        wanted = self._row_count(field, path, len(given))
        count = min(wanted, self._room)
        self._room_cut |= wanted > count
        self._room -= count
        for index in range(count):
            row = given[index] if index < len(given) else self.definition.templates[field.path]
            yield self._create_subtree(row, parent, f"{path}[{index + 1}]")

    def _row_count(self, field: Field, path: str, given: int) -> int:
        assert field.repeat is not None  # noqa: S101 -- the caller looked
        if field.repeat.count is not None and self._alive:
            return self._counted.get(path, 0)
        declared = to_number(self._answers.get(path, ""))
        rows = int(declared) if declared >= 0 else max(given, self._answered_rows.get(path, 0))
        return min(rows, MOST_ROWS)

    def _recompute(self) -> None:
        """Apply all rules in order of dependence, repeatedly until nothing changes."""
        for _ in range(_MOST_ROUNDS):
            changed = False
            for field in self.definition.ruled:
                nodes = self.instances(field.path)
                self.spend(_RULE_STEPS * len(nodes))
                for node in nodes:
                    changed |= self._apply(field, node)
            if self.definition.counted and self._recount():
                self._create_nodes()
                changed = True
            elif self.definition.counted:
                changed |= self._initialize_counted_rows()
            if not changed or self.definition.single_pass:
                return

    def computed(self, node: FormNode) -> str:
        """Return the result of a node's calculation, regardless of its current value."""
        return self._computed(node)[0]

    def _computed(self, node: FormNode) -> tuple[str, ValueType]:
        """Return the result of a node's calculation with its type; a text node takes the type of the result."""
        field = node.field
        assert field.calculation is not None  # noqa: S101 -- asked only of calculated nodes
        value = field.calculation.value(self.context(node, node.path))
        typed = field.value_type is not ValueType.TEXT or field.choices is not None
        return lexical(value, field.data_type), field.value_type if typed else value_type(value)

    def _apply(self, field: Field, node: FormNode) -> bool:
        changed = False
        if field.relevant is not None:
            changed = node.count(own=field.relevant.holds(self.context(node, "relevant")))
        if field.calculation is not None and not (node.answered and field.overridable):
            value, kind = self._computed(node)
            self.spend(len(value) // _TEXT_STEPS)
            changed |= node.hold(value, kind)
        return changed

    def _recount(self) -> bool:
        """Recompute the row numbers of counted repeats; tell whether one changed."""
        before = dict(self._counted)
        self._counts_cut = False
        for field in self.definition.counted:
            assert field.repeat is not None  # noqa: S101 -- only counted repeats are listed
            assert field.repeat.count is not None  # noqa: S101 -- as above
            for parent in self.instances(field.path.rpartition("/")[0]):
                stand_in = FormNode(field, parent, field.path, "", answered=False)
                wanted = to_number(field.repeat.count.value(self.context(stand_in, "count")))
                rows = int(min(wanted, MOST_ROWS)) if wanted > 0 else 0
                self._counts_cut |= wanted >= MOST_ROWS + 1
                self._counted[f"{parent.path}/{field.name}"] = rows
        return self._counted != before

    def _initialize_counted_rows(self) -> bool:
        """Set the initial values of rows created by a count; tell whether there were any."""
        begun = False
        self.now = self.world.started or self.world.now
        for action in self.definition.actions:
            if action.event == NEW_ROW and any(
                action.target.startswith(f"{field.path}/") for field in self.definition.counted
            ):
                for node in self.instances(action.target):
                    if not node.answered and node.path not in self._given:
                        value = lexical(
                            action.value.value(self.context(node, node.path)), node.field.data_type
                        )
                        self._given[node.path] = value
                        begun |= node.hold(value)
        self.now = self.world.now
        return begun
