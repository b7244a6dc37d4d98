"""Proposed deletions, and the administrators who may confirm them."""

from dataclasses import dataclass
from datetime import datetime

from reporting.queries.query import Query
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionView:
    """A proposed deletion that is neither confirmed, refused nor expired.

    `title` names the round or the person. `confirmers` are the administrators who may confirm it: appointed before the
    proposal, and neither the proposer nor the same person under another registration.
    """

    id: int
    unit: Unit
    unit_path: tuple[int, ...]
    of_round: bool
    title: str
    proposed_by: str
    proposed_at: datetime
    expires_at: datetime
    confirmers: frozenset[int]


@dataclass(frozen=True, slots=True)
class OpenDeletions(Query[tuple[DeletionView, ...]]):
    """The deletions proposed at these units or below, the oldest first."""

    unit_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DeletionById(Query[DeletionView | None]):
    """One proposed deletion."""

    deletion_id: int


@dataclass(frozen=True, slots=True)
class Confirmers(Query[frozenset[int]]):
    """The administrators who could confirm a deletion that this person proposes at a unit now."""

    unit_id: int
    person_id: int
