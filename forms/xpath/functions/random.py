"""Random functions, seeded by the caller."""

import math
from functools import lru_cache
from hashlib import sha256
from random import Random
from uuid import UUID

from forms.xpath.context import Context
from forms.xpath.functions.registry import contextual
from forms.xpath.nodes import Node
from forms.xpath.values import Value, to_number, to_string


@contextual("random", 0, 0)
def random(context: Context) -> float:
    """Return a number in [0, 1), repeatable for the same report, node and seed."""
    return _source(context).random()


@contextual("uuid", 0, 1)
def uuid(context: Context, *length: Value) -> str:
    """Return a random UUID (version 4), or `length` random characters of 0-9 and A-Z."""
    if length:
        count = to_number(length[0])
        return "".join(_source(context).choices(_CHARACTERS, k=int(count) if 0 <= count <= _LONGEST else 0))
    return _identity(context.environment.seed())


@contextual("randomize", 1, 2)
def randomize(context: Context, nodes: Value, seed: Value | None = None) -> list[Node]:
    """Return the nodes in random order; with a seed in the same order as ODK Collect and Enketo."""
    if not isinstance(nodes, list):
        return []
    if seed is None:
        return _source(context).sample(nodes, len(nodes))
    return shuffled(nodes, _whole(seed))


def shuffled(nodes: list[Node], seed: int) -> list[Node]:
    """Shuffle nodes with the inside-out algorithm and Park and Miller's generator, as ODK's tools specify."""
    state = math.fmod(float(seed), _MODULUS)
    state = state + _MODULUS - 1 if state <= 0 else state
    order: list[Node] = []
    for place, node in enumerate(nodes):
        state = state * _MULTIPLIER % _MODULUS
        other = int((state - 1) / (_MODULUS - 1) * (place + 1))
        order.append(node)
        order[place], order[other] = order[other], node
    return order


def _whole(seed: Value) -> int:
    """Convert a seed to an integer: fractions are truncated, texts hashed (JavaRosa)."""
    number, text = to_number(seed), to_string(seed)
    if math.isnan(number):
        return int.from_bytes(sha256(text.encode()).digest()[:8], signed=True) if text else 0
    return int(max(-_FARTHEST, min(_FARTHEST, number)))


def _source(context: Context) -> Random:
    return Random(context.environment.seed())  # noqa: S311 -- repeatable on purpose


@lru_cache(maxsize=4096)
def _identity(seed: str) -> str:
    """Return the UUID of a seed. Cached, because seeding is slow and each answer needs the report's UUID again."""
    return str(UUID(int=Random(seed).getrandbits(128), version=4))  # noqa: S311 -- repeatable on purpose


_MODULUS, _MULTIPLIER = 2147483647, 16807
_FARTHEST = 2.0**63
_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST = 1000
