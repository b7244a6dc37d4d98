"""The permission that each decision requires."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reporting.decisions.decisions import (
    Appoint,
    CloseRound,
    ConfirmDeletion,
    Decision,
    DisconnectAccount,
    ExtendReport,
    ExtendRound,
    InviteAgain,
    OpenLetter,
    OpenRound,
    ProposeDeletion,
    RefuseDeletion,
    Reinstate,
    Suspend,
)
from reporting.people.permissions import Action
from reporting.queries.deletions import DeletionById
from reporting.queries.people import MemberAt
from reporting.queries.query import Query
from reporting.queries.reports import ReportById
from reporting.queries.rounds import FormAt, RoundOf
from reporting.queries.units import UnitById


@dataclass(frozen=True, slots=True)
class Ruling:
    """The action that a decision requires, and the query for the unit at which the permission is checked."""

    action: Action
    target: Callable[[Any], Query[Any]]


RULINGS: Mapping[type[Any], Ruling] = {
    Appoint: Ruling(Action.INVITE, lambda it: UnitById(it.unit_id)),
    InviteAgain: Ruling(Action.INVITE, lambda it: MemberAt(it.person_id, it.unit_id)),
    Suspend: Ruling(Action.SUSPEND, lambda it: MemberAt(it.person_id, it.unit_id)),
    Reinstate: Ruling(Action.SUSPEND, lambda it: MemberAt(it.person_id, it.unit_id)),
    DisconnectAccount: Ruling(Action.SUSPEND, lambda it: MemberAt(it.person_id, it.unit_id)),
    OpenLetter: Ruling(Action.OPEN_ROUND, lambda it: UnitById(it.unit_id)),
    OpenRound: Ruling(Action.OPEN_ROUND, lambda it: FormAt(it.form_hash, it.unit_id)),
    ExtendReport: Ruling(Action.EXTEND, lambda it: ReportById(it.report_id)),
    ExtendRound: Ruling(Action.EXTEND, lambda it: RoundOf(it.round_id)),
    CloseRound: Ruling(Action.CLOSE_ROUND, lambda it: RoundOf(it.round_id)),
    ProposeDeletion: Ruling(
        Action.PROPOSE_DELETION,
        lambda it: RoundOf(it.round_id) if it.person_id is None else MemberAt(it.person_id, it.unit_id),
    ),
    ConfirmDeletion: Ruling(Action.CONFIRM_DELETION, lambda it: DeletionById(it.deletion_id)),
    RefuseDeletion: Ruling(Action.CONFIRM_DELETION, lambda it: DeletionById(it.deletion_id)),
}
"""The ruling on each type of decision. A type without one can be neither shown nor carried out."""

REPLACING = Ruling(Action.REPLACE, lambda it: MemberAt(it.instead_of, it.unit_id))
"""The ruling on an appointment that replaces a reporter. It requires REPLACE, not INVITE."""


def ruling_on(decision: Decision) -> Ruling:
    """Return the ruling on a decision."""
    if isinstance(decision, Appoint) and decision.instead_of is not None:
        return REPLACING
    return RULINGS[type(decision)]
