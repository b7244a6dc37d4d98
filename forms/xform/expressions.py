"""Compilation of a form's expressions for their nodes."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace

from forms.instance.node import FormNode
from forms.model.fields import Condition, Formula
from forms.model.findings import Finding
from forms.model.references import own_row_references, references, static_path
from forms.xform.pattern_warnings import doubtful_patterns
from forms.xpath.comparison import truth
from forms.xpath.compiler import Compiler
from forms.xpath.context import Closure, Context
from forms.xpath.errors import ExpressionError
from forms.xpath.nodes import Node
from forms.xpath.parser import parse
from forms.xpath.syntax import Call, Expression, Operation, Path, Reference, within, without_references


@dataclass(slots=True)
class Expressions:
    """Compiles a form's expressions and collects their faults.

    `paths` are all paths of the form without rows, `repeats` those of repeats, `names` the path of each unique name
    (for `${name}` in the sheets `indicators` and `checks`). `warnings` are for the author; `calculations` are kept by
    the path of their node.
    """

    paths: Set[str]
    repeats: Set[str]
    names: Mapping[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    calculations: dict[str, Expression] = field(default_factory=dict)

    def formula(self, text: str, at: str, place: Finding) -> Formula | None:
        """Compile an expression for its value; None, with a finding at `place`, if it is invalid."""
        found = self._compiled(text, at, place)
        if found is None:
            return None
        expression, value = found
        if place.column == "calculate":
            self.calculations[at] = expression
        paths, own_row = references(expression, at), own_row_references(expression, at)
        return Formula(value, paths, own_row, _calls(expression))

    def condition(self, text: str, at: str, place: Finding) -> Condition | None:
        """Compile an expression for its truth; None, with a finding at `place`, if it is invalid."""
        found = self._compiled(text, at, place)
        if found is None:
            return None
        expression, value = found
        paths, own_row = references(expression, at), own_row_references(expression, at)
        return Condition(truth(value), paths, own_row, _calls(expression))

    def conjuncts(self, text: str, at: str, place: Finding) -> tuple[Condition, ...]:
        """Compile the operands of `and` separately, so that the violated one can be identified."""
        found = self._compiled(text, at, place)
        if found is None:
            return ()
        whole = found[0]
        parts: tuple[Expression, ...] = (whole,)
        if isinstance(whole, Operation) and whole.operator == "and":
            parts = whole.operands
        compiler = self._compiler(at)
        return tuple(
            Condition(truth(compiler.compile(part)), references(part, at), calls=_calls(part))
            for part in parts
        )

    def of_item(self, text: str, place: Finding) -> Closure | None:
        """Compile an expression for the items of a list, at which relative paths start."""
        try:
            return Compiler().compile(parse(text))
        except ExpressionError as error:
            self.findings.append(replace(place, code=error.code, text=error.text or text.strip()))
            return None

    def _compiled(self, text: str, at: str, place: Finding) -> tuple[Expression, Closure] | None:
        try:
            expression = without_references(parse(text), self._resolve)
            closure = self._compiler(at).compile(expression)
        except ExpressionError as error:
            shown = error.text or text.strip()
            parameters = {"expression": text.strip(), "at": str(error.at + 1), **error.parameters}
            self.findings.append(replace(place, code=error.code, text=shown, parameters=parameters))
            return None
        if "regex" in text:
            self.warnings += doubtful_patterns(expression, place)
        return expression, closure

    def _compiler(self, at: str) -> Compiler:
        return Compiler(
            shortcut=lambda path, nested, hidden: self._shortcut(path, at, nested=nested, hidden=hidden),
            in_form=True,
        )

    def _resolve(self, reference: Reference) -> Expression:
        path = self.names.get(reference.name)
        if path is None:
            raise ExpressionError("unknown_name", reference.at, f"${{{reference.name}}}")
        if reference.last_saved:
            return parse(f"instance('__last-saved'){path}")
        return parse(path)

    def _shortcut(self, path: Path, at: str, *, nested: bool, hidden: bool) -> Closure | None:
        """Return a closure that looks a plain path up by name; None if it needs a search."""
        if nested and path.start is None:
            return None
        target = static_path(path, at)
        if target is None or target not in self.paths:
            return None
        lineage = [repeat for repeat in self.repeats if target == repeat or target.startswith(f"{repeat}/")]
        if not lineage:
            return _looked_up(target, hidden=hidden)
        if path.start != "/":
            return None
        shared = [repeat for repeat in lineage if repeat != target and f"{at}/".startswith(f"{repeat}/")]
        return _beside(max(shared, key=len), target, hidden=hidden) if shared else None


def _calls(expression: Expression) -> frozenset[str]:
    return frozenset(part.name for part in within(expression) if isinstance(part, Call))


def _looked_up(path: str, *, hidden: bool) -> Closure:
    def evaluate(context: Context) -> list[Node]:
        node = context.environment.at.get(path)
        return [node] if node is not None and (node.relevant or hidden) else []

    return evaluate


def _beside(repeat: str, target: str, *, hidden: bool) -> Closure:
    """Return the closure of a path into a repeat around the context node, which means the node's own row."""
    names = target[len(repeat) + 1 :].split("/")

    def evaluate(context: Context) -> list[Node]:
        row: Node | None = context.origin
        while row is not None and not (isinstance(row, FormNode) and row.field.path == repeat):
            row = row.parent
        nodes: list[Node] = [] if row is None else [row]
        for name in names:
            nodes = [child for node in nodes for child in node.children if child.name == name]
        return nodes if hidden else [node for node in nodes if node.relevant]

    return evaluate
