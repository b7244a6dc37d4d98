"""Probably unintended references of an expression to the form's nodes."""

from collections.abc import Container, Iterator, Set

from forms.model.references import static_path
from forms.xpath.syntax import Call, Expression, Negation, Operation, Path, children

_OVER_ALL_ROWS = frozenset(
    {
        "sum",
        "count",
        "count-non-empty",
        "min",
        "max",
        "join",
        "concat",
        "indexed-repeat",
        "randomize",
        "position",
    }
)
_ARITHMETIC = frozenset({"+", "-", "*", "div", "mod"})
_OF_NUMBERS = frozenset(
    {"sum", "min", "max", "round", "int", "abs", "pow", "sqrt", "ceiling", "floor", "coalesce"}
)


def missed(expression: Expression, at: str, paths: Container[str]) -> Iterator[Path]:
    """Yield the paths that match no node of the form; paths in predicates are skipped, as they start in a list."""
    if isinstance(expression, Path):
        target = static_path(expression, at)
        if target is not None and target not in paths and not target.startswith("/data/meta"):
            yield expression
        if expression.start is None or isinstance(expression.start, str):
            return
        yield from missed(expression.start, at, paths)
        return
    for child in children(expression):
        yield from missed(child, at, paths)


def bare(path: Path) -> str:
    """Return the word that a path consists of, which may lack quotes or ${…}; "" for any other path."""
    if path.start is not None or len(path.steps) != 1:
        return ""
    (step,) = path.steps
    return step.test if step.axis == "child" else ""


def of_one_row(expression: Expression, at: str, repeats: Set[str]) -> Iterator[str]:
    """Yield paths in a repeat outside `at` that are read as one value: XPath takes the first row's."""
    if isinstance(expression, Path):
        target = static_path(expression, at)
        if target is not None and any(_leads_into(target, repeat, at) for repeat in repeats):
            yield target
        return
    for child in children(expression):
        gathers = isinstance(expression, Call) and expression.name in _OVER_ALL_ROWS
        if not (gathers and isinstance(child, Path)):
            yield from of_one_row(child, at, repeats)


def numbers(expression: Expression, at: str) -> Iterator[str]:
    """Yield the nodes that an expression uses as numbers."""
    match expression:
        case Path():
            target = static_path(expression, at)
            yield from () if target is None else (target,)
        case Negation(operand=operand):
            yield from numbers(operand, at)
        case Operation(operator=operator, operands=operands) if operator in _ARITHMETIC:
            for operand in operands:
                yield from numbers(operand, at)
        case Call(name="if", arguments=(_, *values)):
            for value in values:
                yield from numbers(value, at)
        case Call(name=name, arguments=arguments) if name in _OF_NUMBERS:
            for argument in arguments:
                yield from numbers(argument, at)
        case _:
            return


def _leads_into(target: str, repeat: str, at: str) -> bool:
    inside = target == repeat or target.startswith(f"{repeat}/")
    return inside and not (at == repeat or at.startswith(f"{repeat}/"))
