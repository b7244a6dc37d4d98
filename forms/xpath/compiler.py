"""Compiler from syntax trees to closures."""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, replace

from forms.xpath.comparison import comparison, truth
from forms.xpath.context import Closure, Context
from forms.xpath.errors import ExpressionError
from forms.xpath.functions import Function, lookup
from forms.xpath.nodes import Node
from forms.xpath.paths import StepClosure, document_order, path_closure
from forms.xpath.syntax import Call, Expression, Literal, Negation, Number, Operation, Path, Reference
from forms.xpath.values import Value, to_number

Shortcut = Callable[[Path, bool, bool], Closure | None]


_UNSUPPORTED = frozenset(
    {"area", "distance", "geofence", "intersects", "digest", "base64-decode", "extract-signed", "version"}
)


def _no_shortcut(_: Path, __: bool, ___: bool) -> Closure | None:  # noqa: FBT001 -- the signature of a shortcut
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """Compiles expressions of one form.

    `shortcut` may return a faster closure for a path. Its arguments tell whether the path is in a predicate (`nested`),
    where relative paths start at another node, and whether it includes irrelevant nodes (`hidden`).
    """

    shortcut: Shortcut = _no_shortcut
    nested: bool = False
    hidden: bool = False
    in_form: bool = False

    def compile(self, expression: Expression) -> Closure:
        """Compile an expression; raises ExpressionError for unknown names and invalid calls."""
        match expression:
            case Number(value=number):
                return lambda _: number
            case Literal(value=text):
                return lambda _: text
            case Negation(operand=operand):
                inner = self.compile(operand)
                return lambda context: -to_number(inner(context))
            case Operation():
                return self._operation(expression)
            case Call():
                return self._call(expression)
            case Path():
                return self.shortcut(expression, self.nested, self.hidden) or self._path(expression)
            case Reference(name=name, at=at):
                raise ExpressionError("unknown_name", at, f"${{{name}}}")

    def _operation(self, operation: Operation) -> Closure:
        operands = tuple(self.compile(operand) for operand in operation.operands)
        if operation.operator == "and":
            return _conjunction(operands)
        if operation.operator == "or":
            return _disjunction(operands)
        left, right = operands
        if operation.operator == "|":
            return lambda context: _union(context, left(context), right(context))
        if operation.operator in _ARITHMETIC:
            compute = _ARITHMETIC[operation.operator]
            return lambda context: compute(to_number(left(context)), to_number(right(context)))
        return comparison(operation.operator, left, right, in_form=self.in_form)

    def _call(self, call: Call) -> Closure:
        function = lookup(call.name)
        if function is None:
            code = "unsupported_function" if call.name in _UNSUPPORTED else "unknown_function"
            raise ExpressionError(code, call.at, call.name)
        count = len(call.arguments)
        if count < function.least or (function.most is not None and count > function.most):
            raise ExpressionError(
                "wrong_number_of_arguments", call.at, call.name, given=str(count), wanted=_wanted(function)
            )
        inner = replace(self, hidden=function.names_places)
        return function.build(tuple(inner.compile(argument) for argument in call.arguments))

    def _path(self, path: Path) -> Closure:
        inner = replace(self, nested=True, hidden=False)
        steps = tuple(
            StepClosure(
                step.axis, step.test, tuple(inner.compile(predicate) for predicate in step.predicates)
            )
            for step in path.steps
        )
        start = None if path.start is None or isinstance(path.start, str) else self.compile(path.start)
        predicates = tuple(inner.compile(predicate) for predicate in path.predicates)
        return path_closure(
            start,
            absolute=path.start == "/",
            predicates=predicates,
            steps=steps,
            hidden=self.hidden or _leaves_the_form(path.start),
        )


def _leaves_the_form(start: Expression | str | None) -> bool:
    """Tell whether a path starts in a list, whose many nodes are always relevant."""
    return isinstance(start, Call) and start.name == "instance"


def _wanted(function: Function) -> str:
    least, most = function.least, function.most
    return f"{least}" if least == most else f"{least}+" if most is None else f"{least}-{most}"


def _conjunction(operands: tuple[Closure, ...]) -> Closure:
    truths = tuple(truth(operand) for operand in operands)

    def evaluate(context: Context) -> bool:
        for holds in truths:  # noqa: SIM110 -- a generator costs more than the operands
            if not holds(context):
                return False
        return True

    return evaluate


def _disjunction(operands: tuple[Closure, ...]) -> Closure:
    truths = tuple(truth(operand) for operand in operands)

    def evaluate(context: Context) -> bool:
        for holds in truths:  # noqa: SIM110 -- a generator costs more than the operands
            if holds(context):
                return True
        return False

    return evaluate


def _union(context: Context, left: Value, right: Value) -> list[Node]:
    nodes = [*left, *right] if isinstance(left, list) and isinstance(right, list) else []
    return document_order(nodes, context)


def _divide(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _remainder(left: float, right: float) -> float:
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.fmod(left, right)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _remainder,
}
