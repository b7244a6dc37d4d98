"""Proposed deletions, and who may confirm them."""

from dataclasses import dataclass
from datetime import datetime

from reporting.queries.query import Query
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionView:
    """A proposed deletion that is neither settled nor too old.

    `title` names the round or the person. `confirmers` are those who may confirm it: administrators since before
    the proposal, and neither who proposed it nor the same person under another registration.
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
    """Who could confirm a deletion at a unit that this person proposes now."""

    unit_id: int
    person_id: int
