"""Shared by the turn benchmarks: a rate, and batches like those of a long poll."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

BATCH = 50

Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Pace:
    """A number of steps and their duration in seconds."""

    steps: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Steps per second."""
        return self.steps / self.seconds


def batches(each: Sequence[Each]) -> Iterator[Sequence[Each]]:
    """Yield a sequence in batches."""
    for first in range(0, len(each), BATCH):
        yield each[first : first + BATCH]


def now() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)
