"""Where one goes on from what was decided, or left: back to what it was about, and to the beginning."""

from conversations.decisions import (
    Appoint,
    Decision,
    DisconnectAccount,
    ExtendReport,
    ExtendRound,
    InviteAgain,
    Reinstate,
    Suspend,
)
from conversations.keys import Offer
from conversations.people import Action, RoleKind
from conversations.session import Appointing, Extending, Finding, InvitingSeveral, Nowhere, Opening
from conversations.step import Offers, Step, Visit, say

About = Decision | Finding | Appointing | InvitingSeveral | Extending | Opening
"""What was decided, or asked for and not given."""

KINDS = tuple(RoleKind)
"""The roles in the order in which buttons number them."""


def leave(visit: Visit, about: About) -> Step:
    """Leave something undone."""
    return say(visit, visit.texts("decide.left"), ways_back(visit, about), Nowhere())


def ways_back(visit: Visit, about: About) -> Offers:
    """Return what is offered after something was decided or left."""
    texts = visit.texts
    beginning: tuple[Offer, ...] = ()
    if visit.person.may_somewhere(Action.INVITE):
        beginning = ((texts.plain("button.administer"), "do.administer"),)
    return (*(((texts.plain(f"button.{name}"), action),) for name, action in _about(about)), beginning)


def _about(about: About) -> tuple[tuple[str, str], ...]:
    match about:
        case Appoint(unit_id=unit_id, instead_of=None, role=role):
            another = f"do.inviteas.{unit_id}.{KINDS.index(role)}"
            return ("invite_another", another), ("to_unit", f"do.office.{unit_id}")
        case Appoint(unit_id=unit_id) | Appointing(unit_id=unit_id):
            return (("to_unit", f"do.office.{unit_id}"),)
        case InviteAgain(unit_id=unit_id) | Suspend(unit_id=unit_id) | Reinstate(unit_id=unit_id):
            return (("to_unit", f"do.office.{unit_id}"),)
        case DisconnectAccount(person_id=person_id, unit_id=unit_id):
            return (("to_person", f"do.member.{person_id}.{unit_id}"),)
        case ExtendReport(report_id=int(number)) | Extending(report_id=int(number)):
            return (("to_report", f"do.unit.{number}"),)
        case ExtendRound(round_id=int(number)) | Extending(round_id=int(number)):
            return (("to_round", f"do.round.{number}"),)
        case _:
            return ()
