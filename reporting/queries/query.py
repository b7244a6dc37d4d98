"""Queries: requests of a dialogue for data outside its session.

A dialogue yields a query and is resumed with the result in the same turn. It does no I/O and stays pure.
"""

from collections.abc import Generator
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


class Query(Generic[T]):
    """A query to storage whose result is a T."""

    __slots__ = ()


def ask(query: Query[T]) -> Generator[Query[Any], Any, T]:
    """Yield a query to the driver of the dialogue, and return its typed result."""
    return cast("T", (yield query))
