"""The registry of functions: name, number of arguments, and compilation of a call to a closure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from forms.xpath.context import Closure, Context
from forms.xpath.values import Value

Strict: TypeAlias = Callable[..., Value]
Builder: TypeAlias = Callable[[tuple[Closure, ...]], Closure]


@dataclass(frozen=True, slots=True)
class Function:
    """A function with `least` to `most` arguments (None: any number).

    If `names_places`, paths among its arguments denote positions in the form, including irrelevant nodes.
    """

    name: str
    least: int
    most: int | None
    build: Builder
    names_places: bool = False


_functions: dict[str, Function] = {}


def lookup(name: str) -> Function | None:
    """Return the function of that name, None if there is none."""
    return _functions.get(name)


def signatures() -> tuple[Function, ...]:
    """Return all functions by name."""
    return tuple(_functions[name] for name in sorted(_functions))


def lazy(
    name: str, least: int, most: int | None, *, names_places: bool = False
) -> Callable[[Builder], Builder]:
    """Register a compiler of calls, which gets the arguments' closures and decides which to evaluate."""

    def register(build: Builder) -> Builder:
        _functions[name] = Function(name, least, most, build, names_places)
        return build

    return register


def strict(name: str, least: int, most: int | None) -> Callable[[Strict], Strict]:
    """Register a function of its arguments' values only."""

    def register(function: Strict) -> Strict:
        _functions[name] = Function(name, least, most, lambda arguments: _call(function, arguments))
        return function

    return register


def contextual(name: str, least: int, most: int | None) -> Callable[[Strict], Strict]:
    """Register a function of the context and its arguments' values."""

    def register(function: Strict) -> Strict:
        _functions[name] = Function(name, least, most, lambda arguments: _call_within(function, arguments))
        return function

    return register


def _call(function: Strict, arguments: tuple[Closure, ...]) -> Closure:
    match arguments:
        case ():
            return lambda context: function()
        case (only,):
            return lambda context: function(only(context))
        case (first, second):
            return lambda context: function(first(context), second(context))
        case _:
            return lambda context: function(*[argument(context) for argument in arguments])


def _call_within(function: Strict, arguments: tuple[Closure, ...]) -> Closure:
    def call(context: Context) -> Value:
        return function(context, *[argument(context) for argument in arguments])

    return call
