"""Chance, from a source that the caller seeds."""

from random import Random
from uuid import UUID

from forms.xpath.context import Context
from forms.xpath.functions.registry import contextual
from forms.xpath.nodes import Node
from forms.xpath.values import Value, to_number


@contextual("random", 0, 0)
def random(context: Context) -> float:
    """Return a number from 0 to less than 1; the same for the same report, node and seed."""
    return context.surroundings.random().random()


@contextual("uuid", 0, 1)
def uuid(context: Context, *length: Value) -> str:
    """Return a random UUID (version 4), or so many random characters of 0-9 and A-Z."""
    source = context.surroundings.random()
    if length:
        count = to_number(length[0])
        return "".join(source.choices(_CHARACTERS, k=int(count) if 0 <= count <= _LONGEST else 0))
    return str(UUID(int=source.getrandbits(128), version=4))


@contextual("randomize", 1, 2)
def randomize(context: Context, nodes: Value, seed: Value | None = None) -> list[Node]:
    """Return the nodes in random order; the same order for the same seed."""
    if not isinstance(nodes, list):
        return []
    source = context.surroundings.random() if seed is None else Random(to_number(seed))  # noqa: S311 -- an order of choices, no secret
    return source.sample(nodes, len(nodes))


_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST = 1000
