"""Confirmation of decisions: show the effect, check the permission again, carry out the decision."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from conversations.chat.action import Command, Reply, do
from conversations.chat.agreement import has_agreed
from conversations.chat.effects import Decide, Tell
from conversations.chat.events import Event, Pressed
from conversations.chat.messages import Message, command_button
from conversations.chat.orders import SendInvitation
from conversations.chat.session import (
    Appointing,
    Deciding,
    Extending,
    InvitingSeveral,
    Nowhere,
    Opening,
    Searching,
)
from conversations.chat.step import Offers, Step, Talk, Visit, put_again, remark, say, show_choice
from conversations.chat.typed_choices import Offer
from conversations.menu.home import deny
from conversations.supervising.history import describe_trace
from reporting.decisions.decisions import (
    Appoint,
    CloseRound,
    ConfirmDeletion,
    Decision,
    DisconnectAccount,
    ExtendReport,
    ExtendRound,
    InviteAgain,
    OpenRound,
    ProposeDeletion,
    RefuseDeletion,
    Reinstate,
    Suspend,
)
from reporting.decisions.permissions import ruling_on
from reporting.people.invitation import hash_code, invited_until
from reporting.people.permissions import Action
from reporting.people.role import RoleKind
from reporting.queries.decided_since import DecidedSince
from reporting.queries.deletions import Confirmers, DeletionById
from reporting.queries.invitations import NewCode
from reporting.queries.people import MemberAt
from reporting.queries.query import Query, ask
from reporting.queries.reports import ReportById
from reporting.queries.rounds import FormAt, RoundBelow, RoundOf
from reporting.queries.units import PeopledUnit, UnitById
from texts.formatting import Writer

REACHING_MANY = (OpenRound, ExtendRound, CloseRound)
"""Decisions that notify many people. Their cancel button comes before the confirm button."""

TARGET_NAMES: Mapping[type[Query[Any]], str] = {
    ReportById: "report",
    RoundBelow: "round",
    RoundOf: "round",
    UnitById: "unit",
    PeopledUnit: "unit",
    FormAt: "unit",
    MemberAt: "person",
    DeletionById: "deletion",
}
"""The noun for each query's target in a refusal. A missing and a forbidden target get the same refusal."""


def put_decision(visit: Visit, decision: Decision, text: Markup) -> Step:
    """Show the effect of a decision and ask for confirmation."""
    texts = visit.texts
    confirm, leave_it = (
        (texts.plain("button.confirm"), Reply("confirm"), "yes"),
        (texts.plain("button.leave_it"), Reply("cancel"), "stop"),
    )
    offers: Offers = ((leave_it, confirm) if isinstance(decision, REACHING_MANY) else (confirm, leave_it),)
    return say(visit, text, offers, Deciding(decision=decision, put_at=visit.now), awaits=True)


def take_decision(visit: Visit, place: Deciding, event: Event) -> Talk:
    """Handle the reply to a confirmation: carry out the decision, drop it, or ask again."""
    word = has_agreed(visit, event, "confirm")
    if word is None:
        said = visit.texts("decide.late_press" if isinstance(event, Pressed) else "decide.press")
        return put_again(visit, visit.session.awaited, said) if visit.session.awaited else remark(visit, said)
    step = (yield from _carry(visit, place)) if word else leave(visit, place.decision)
    if isinstance(event, Pressed):
        chosen = visit.texts.plain("button.confirm" if word else "button.leave_it")
        return step.after(*show_choice(visit, event, chosen))
    return step


def _carry(visit: Visit, place: Deciding) -> Talk:
    """Carry out the decision, unless the permission is gone or another decision has overtaken it."""
    decision = place.decision
    ruling = ruling_on(decision)
    if (told := (yield from overtaken(visit, place, ruling.action))) is not None:
        return told
    target = ruling.target(decision)
    found = yield from ask(target)
    if found is None or not visit.person.may(ruling.action, found.unit_path):
        return (yield from deny(visit, TARGET_NAMES[type(target)]))
    if isinstance(decision, ConfirmDeletion | RefuseDeletion) and visit.now >= found.expires_at:
        return say(visit, visit.texts("delete.lapsed"), ways_back(visit, decision), Nowhere())
    if isinstance(decision, ConfirmDeletion) and visit.person.id not in found.confirmers:
        return say(visit, visit.texts("decide.not_you"), ways_back(visit, decision), Nowhere())
    if isinstance(decision, Appoint | InviteAgain):
        return (yield from _invite(visit, decision))
    text = visit.texts(f"decided.{decision.kind}", n=None)
    step = say(visit, text, ways_back(visit, decision), Nowhere()).after(Decide(decision))
    if isinstance(decision, ProposeDeletion):
        others = yield from ask(Confirmers(decision.unit_id, visit.person.id))
        return step.after(*(_told(visit, decision, person_id) for person_id in sorted(others)))
    return step


def _invite(visit: Visit, decision: Appoint | InviteAgain) -> Talk:
    """Carry out the decision with a new code. The invitation follows as a separate message to forward."""
    code = yield from ask(NewCode())
    given = {"code_hash": hash_code(code), "expires_at": invited_until(visit.now)}
    text = visit.texts(f"decided.{decision.kind}")
    step = say(visit, text, ways_back(visit, decision), Nowhere())
    effects = (Decide(decision.model_copy(update=given)), *step.effects, SendInvitation(code=code))
    return replace(step, effects=effects)


def _told(visit: Visit, decision: ProposeDeletion, person_id: int) -> Tell:
    """Return the notice to another administrator about a proposed deletion. It does not name the subject."""
    button = command_button(visit.texts.plain("button.look"), do("deletions"))
    return Tell(
        key=f"deletion:{decision.unit_id}:{decision.round_id}:{decision.person_id}:{visit.now:%Y-%m-%dT%H:%M}:{person_id}",
        person_id=person_id,
        message=Message(text=visit.texts("delete.waits", by=visit.person.name), rows=((button,),)),
    )


def overtaken(visit: Visit, place: Deciding, action: Action) -> Talk[Step | None]:
    """Return the refusal if another decision about the same subject was made since this one was shown, else None."""
    if place.put_at is None:  # shown by a version that did not store the time
        return None
    found = yield from ask(
        DecidedSince(decision=place.decision, since=place.put_at, person_id=visit.person.id)
    )
    if found is None or not visit.person.may(action, found.unit_path):
        return None
    writer = Writer(visit.texts.language)
    text = visit.texts(
        "decide.overtaken",
        what=describe_trace(visit.texts, found.trace),
        time=writer.time(found.trace.at),
        date=writer.date(found.trace.at),
    )
    return say(visit, text, ways_back(visit, place.decision), Nowhere())


DecisionOrPlace = Decision | Searching | Appointing | InvitingSeveral | Extending | Opening
"""A decision, or the place of a dialogue that was left before its decision."""

ROLE_KINDS = tuple(RoleKind)
"""The roles, in the order of their numbers in buttons."""


def leave(visit: Visit, about: DecisionOrPlace) -> Step:
    """Drop a decision or leave a dialogue, and say that nothing was changed."""
    return say(visit, visit.texts("decide.left"), ways_back(visit, about), Nowhere())


def ways_back(visit: Visit, about: DecisionOrPlace) -> Offers:
    """Return the offers that lead back to the subject after a decision was carried out or dropped."""
    texts = visit.texts
    beginning: tuple[Offer, ...] = ()
    if visit.person.may_somewhere(Action.INVITE):
        beginning = ((texts.plain("button.administer"), do("administer")),)
    return (*(((texts.plain(f"button.{name}"), action),) for name, action in _about(about)), beginning)


def _about(about: DecisionOrPlace) -> tuple[tuple[str, Command], ...]:
    match about:
        case Appoint(unit_id=unit_id, instead_of=None, role=role):
            another = do("inviteas", unit_id, ROLE_KINDS.index(role))
            return ("invite_another", another), ("to_unit", do("office", unit_id))
        case Appoint(unit_id=unit_id) | Appointing(unit_id=unit_id):
            return (("to_unit", do("office", unit_id)),)
        case InviteAgain(unit_id=unit_id) | Suspend(unit_id=unit_id) | Reinstate(unit_id=unit_id):
            return (("to_unit", do("office", unit_id)),)
        case DisconnectAccount(person_id=person_id, unit_id=unit_id):
            return (("to_person", do("member", person_id, unit_id)),)
        case ExtendReport(report_id=int(number)) | Extending(report_id=int(number)):
            return (("to_report", do("unit", number)),)
        case ExtendRound(round_id=int(number)) | Extending(round_id=int(number)):
            return (("to_round", do("round", number)),)
        case _:
            return ()
