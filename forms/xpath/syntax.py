"""The syntax tree of an expression; `at` is the offset in its text, for error messages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float
    at: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A text in quotes."""

    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Negation:
    """A minus sign before an operand."""

    operand: "Expression"
    at: int


@dataclass(frozen=True, slots=True)
class Operation:
    """Two or more operands of one operator; `and` and `or` take any number, the others two."""

    operator: str
    operands: tuple["Expression", ...]
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple["Expression", ...]
    at: int


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of a path: an axis, a node test (`name`, `*`, `node()`, `text()` ...) and predicates."""

    axis: str
    test: str
    predicates: tuple["Expression", ...]
    at: int


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from a start: None is the context node, "/" the root, else an expression that returns nodes."""

    start: "Expression | str | None"
    predicates: tuple["Expression", ...]
    steps: tuple[PathStep, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Reference:
    """XLSForm's `${name}`, or `${last-saved#name}`."""

    name: str
    last_saved: bool
    at: int


Expression: TypeAlias = Number | Literal | Negation | Operation | Call | Path | Reference


def children(expression: Expression) -> Iterator[Expression]:
    """Yield the expressions directly inside another."""
    match expression:
        case Negation(operand=operand):
            yield operand
        case Operation(operands=operands):
            yield from operands
        case Call(arguments=arguments):
            yield from arguments
        case Path(start=start, predicates=predicates, steps=steps):
            if start is not None and not isinstance(start, str):
                yield start
            yield from predicates
            for step in steps:
                yield from step.predicates
        case _:
            return


def within(expression: Expression) -> Iterator[Expression]:
    """Yield the expression and everything inside it."""
    yield expression
    for child in children(expression):
        yield from within(child)


def without_references(expression: Expression, resolve: Callable[[Reference], Expression]) -> Expression:
    """Return the expression with every `${name}` replaced by its resolution."""

    def inner(expression: Expression) -> Expression:
        return without_references(expression, resolve)

    match expression:
        case Reference():
            return resolve(expression)
        case Negation(operand=operand):
            return replace(expression, operand=inner(operand))
        case Operation(operands=operands):
            return replace(expression, operands=tuple(map(inner, operands)))
        case Call(arguments=arguments):
            return replace(expression, arguments=tuple(map(inner, arguments)))
        case Path(start=start, predicates=predicates, steps=steps):
            return replace(
                expression,
                start=start if start is None or isinstance(start, str) else inner(start),
                predicates=tuple(map(inner, predicates)),
                steps=tuple(replace(step, predicates=tuple(map(inner, step.predicates))) for step in steps),
            )
        case _:
            return expression
