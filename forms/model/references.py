"""The nodes that an expression reads, determined from its syntax tree."""

from collections.abc import Iterator

from forms.xpath.syntax import Call, Expression, Path, PathStep, children, within

_OTHER_ROWS = frozenset({"preceding-sibling", "following-sibling", "preceding", "following"})


def references(expression: Expression, at: str) -> tuple[str, ...]:
    """Return the paths (without rows) that an expression of the node `at` reads, each once.

    A path with a wildcard or another axis gives its last certain node: any descendant may be meant.
    """
    return tuple(dict.fromkeys(_seen(expression, at, at)))


def own_row_references(expression: Expression, at: str) -> tuple[str, ...]:
    """Return the same without paths that may be in another row: a running total reads one row back."""
    elsewhere = [part for part in within(expression) if _leaves_row(part)]
    there = {path for part in elsewhere for path in references(part, at)}
    return tuple(path for path in references(expression, at) if path not in there)


def _leaves_row(expression: Expression) -> bool:
    if isinstance(expression, Call):
        return expression.name == "indexed-repeat"
    return isinstance(expression, Path) and any(
        step.predicates or step.axis in _OTHER_ROWS for step in expression.steps
    )


def self_and_above(path: str) -> Iterator[str]:
    """Yield a path and those of its ancestors, innermost first."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def static_path(path: Path, at: str) -> str | None:
    """Return the path to which plain steps (names, `.`, `..`) lead from `at`; None for other steps."""
    if path.predicates or any(step.predicates or not _plain(step) for step in path.steps):
        return None
    start = _start(path, at, at)
    return None if start is None else _walked(path.steps, start)


def _seen(expression: Expression, at: str, base: str | None) -> Iterator[str]:
    """Yield the paths read; `base` is the start of relative paths, None inside a list outside the form."""
    if not isinstance(expression, Path):
        for child in children(expression):
            yield from _seen(child, at, base)
        return
    if expression.start is not None and not isinstance(expression.start, str):
        yield from _seen(expression.start, at, base)
    here = _start(expression, at, base)
    for predicate in expression.predicates:
        yield from _seen(predicate, at, here)
    for step in expression.steps:
        here = None if here is None else _stepped(step, here)
        for predicate in step.predicates:
            yield from _seen(predicate, at, here)
    if here is not None:
        yield here


def _start(path: Path, at: str, base: str | None) -> str | None:
    if path.start == "/":
        return ""
    if path.start is None:
        return base
    return at if isinstance(path.start, Call) and path.start.name == "current" else None


def _plain(step: PathStep) -> bool:
    return (step.axis == "child" and not step.test.endswith(("()", "*"))) or (
        step.axis in {"self", "parent"} and step.test == "node()"
    )


def _walked(steps: tuple[PathStep, ...], start: str) -> str:
    for step in steps:
        start = _stepped(step, start)
    return start


def _stepped(step: PathStep, here: str) -> str:
    if step.axis == "child" and not step.test.endswith(("()", "*")):
        return f"{here}/{step.test.rpartition(':')[2]}"
    if step.axis in {"parent", "ancestor", "ancestor-or-self", "preceding-sibling", "following-sibling"}:
        return here.rpartition("/")[0]
    return "" if step.axis in {"preceding", "following"} else here
