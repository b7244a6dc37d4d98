"""Chance, from a source that the caller seeds."""

from functools import lru_cache
from random import Random
from uuid import UUID

from forms.xpath.context import Context
from forms.xpath.functions.registry import contextual
from forms.xpath.nodes import Node
from forms.xpath.values import Value, to_number


@contextual("random", 0, 0)
def random(context: Context) -> float:
    """Return a number from 0 to less than 1; the same for the same report, node and seed."""
    return _source(context).random()


@contextual("uuid", 0, 1)
def uuid(context: Context, *length: Value) -> str:
    """Return a random UUID (version 4), or so many random characters of 0-9 and A-Z."""
    if length:
        count = to_number(length[0])
        return "".join(_source(context).choices(_CHARACTERS, k=int(count) if 0 <= count <= _LONGEST else 0))
    return _identity(context.surroundings.seed())


@contextual("randomize", 1, 2)
def randomize(context: Context, nodes: Value, seed: Value | None = None) -> list[Node]:
    """Return the nodes in random order; the same order for the same seed."""
    if not isinstance(nodes, list):
        return []
    source = _source(context) if seed is None else Random(to_number(seed))  # noqa: S311 -- an order of choices, no secret
    return source.sample(nodes, len(nodes))


def _source(context: Context) -> Random:
    return Random(context.surroundings.seed())  # noqa: S311 -- repeatable on purpose


@lru_cache(maxsize=4096)
def _identity(seed: str) -> str:
    """Return the UUID of a seed: each report has one, which is asked for with every answer, and seeding is slow."""
    return str(UUID(int=Random(seed).getrandbits(128), version=4))  # noqa: S311 -- repeatable on purpose


_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST = 1000
