"""Letters with their rounds."""

from dataclasses import dataclass

from reporting.queries.query import Query
from reporting.rounds.letter import Letter
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """A letter, the unit that opened it, and the ids of its rounds in the order in which they were opened."""

    letter: Letter
    unit: Unit
    round_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AllLetters(Query[tuple[LetterView, ...]]):
    """All letters, the newest first, for the command line."""
