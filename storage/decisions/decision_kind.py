"""What the store knows of one kind of decision, and the conditions that several kinds share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audit.audit import Entry
from storage.database import schema as t

SUBJECT = t.people.alias("to")
"""The person whom a row of the audit is about."""


class DecisionClash(Exception):
    """The decision conflicts with one that was made meanwhile."""


def own_unit(decision: Any) -> Select[Any]:  # noqa: ANN401 -- any decision with a unit_id
    """Select the unit that a decision names itself."""
    return select(t.units.c.id).where(t.units.c.id == decision.unit_id)


@dataclass(frozen=True, slots=True)
class DecisionKind:
    """How a kind of decision is carried out, and what conflicts with it.

    `carry_out` takes the decision, the id of the person who decides (None: on the command line) and the moment, and
    returns the audit's entries; it raises DecisionClash. `about` is the condition on `audit` for rows about the
    decision's subject. `unit` selects the unit that the decision concerns.
    """

    carry_out: Callable[[AsyncConnection, Any, int | None, datetime], Awaitable[list[Entry]]]
    about: Callable[[Any], ColumnElement[bool]]
    unit: Callable[[Any], Select[Any]] = own_unit


def of_person(person_id: int | None, unit_id: int) -> ColumnElement[bool]:
    """Return the condition on `audit` for rows about a person at a unit."""
    replaced = t.audit.c.detail["from"].as_integer() == person_id
    return and_(t.audit.c.unit_id == unit_id, or_(t.audit.c.subject_id == person_id, replaced))


def of_round(round_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- a number or a query for it
    """Return the condition on `audit` for rows about a whole round."""
    return and_(t.audit.c.round_id == round_id, t.audit.c.report_id.is_(None))
