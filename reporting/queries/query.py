"""What a dialogue may ask for beyond its session, and the shape of each reply.

A dialogue yields a query and is resumed with its reply inside the same turn, so that it stays pure.
"""

from collections.abc import Generator
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


class Query(Generic[T]):
    """A question to the store whose reply is a T."""

    __slots__ = ()


def ask(query: Query[T]) -> Generator[Query[Any], Any, T]:
    """Yield a query to the driver of the dialogue, and return its typed result."""
    return cast("T", (yield query))
