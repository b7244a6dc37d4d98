"""What the turn's benches share: a pace, and batches as one long poll brings them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

BATCH = 50

Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Pace:
    """How many steps were done in how many seconds."""

    steps: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Steps a second."""
        return self.steps / self.seconds


def batches(each: Sequence[Each]) -> Iterator[Sequence[Each]]:
    """Yield a sequence in batches."""
    for first in range(0, len(each), BATCH):
        yield each[first : first + BATCH]


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)
