"""Confirming a decision: what will happen is shown, the rule is asked again, then it is carried out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from conversations.agreeing import has_agreed
from conversations.decisions import (
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
from conversations.deliveries import SendInvitation
from conversations.effects import Decide, Tell
from conversations.events import Event, Pressed
from conversations.home import deny
from conversations.joining import hash_code, invited_until
from conversations.meanwhile import overtaken
from conversations.messages import Button, Message
from conversations.people import Action
from conversations.queries import Query, ReportById, RoundBelow, ask
from conversations.register import (
    Confirmers,
    DeletionById,
    FormAt,
    MemberAt,
    NewCode,
    PeopledUnit,
    RoundOf,
    UnitById,
)
from conversations.session import Deciding, Nowhere
from conversations.step import Offers, Step, Talk, Visit, put_again, remark, say, settle
from conversations.ways_back import leave, ways_back


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a decision needs: the action that its maker must be allowed, at the unit of what it is about."""

    action: Action
    target: Callable[[Any], Query[Any]]


RULINGS: Mapping[type[Any], Ruling] = {
    Appoint: Ruling(Action.INVITE, lambda it: UnitById(it.unit_id)),
    InviteAgain: Ruling(Action.INVITE, lambda it: MemberAt(it.person_id, it.unit_id)),
    Suspend: Ruling(Action.SUSPEND, lambda it: MemberAt(it.person_id, it.unit_id)),
    Reinstate: Ruling(Action.SUSPEND, lambda it: MemberAt(it.person_id, it.unit_id)),
    DisconnectAccount: Ruling(Action.SUSPEND, lambda it: MemberAt(it.person_id, it.unit_id)),
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
"""Every decision by its kind; one that is missing here can be neither shown nor carried out."""

REACHING_MANY = (OpenRound, ExtendRound, CloseRound)
"""Decisions of which many people are told: to leave it comes first."""

NAMES: Mapping[type[Query[Any]], str] = {
    ReportById: "report",
    RoundBelow: "round",
    RoundOf: "round",
    UnitById: "unit",
    PeopledUnit: "unit",
    FormAt: "unit",
    MemberAt: "person",
    DeletionById: "deletion",
}
"""As what something is named that is not there, or not for whoever asks: the words are the same."""

REPLACING = Ruling(Action.REPLACE, lambda it: MemberAt(it.instead_of, it.unit_id))
"""An appointment in somebody's place: whoever may replace needs not be allowed to invite."""


def ruling_on(decision: Decision) -> Ruling:
    """Return what a decision needs."""
    if isinstance(decision, Appoint) and decision.instead_of is not None:
        return REPLACING
    return RULINGS[type(decision)]


def put_decision(visit: Visit, decision: Decision, text: Markup) -> Step:
    """Show what a decision will do, to be confirmed."""
    texts = visit.texts
    confirm, leave_it = (
        (texts.plain("button.confirm"), "confirm", "yes"),
        (texts.plain("button.leave_it"), "cancel", "stop"),
    )
    offers: Offers = ((leave_it, confirm) if isinstance(decision, REACHING_MANY) else (confirm, leave_it),)
    return say(visit, text, offers, Deciding(decision=decision, put_at=visit.now), awaits=True)


def take_decision(visit: Visit, place: Deciding, event: Event) -> Talk:
    """Take the answer to what was shown: carried out, left alone, or asked for again."""
    word = has_agreed(visit, event, "confirm")
    if word is None:
        said = visit.texts("decide.late_press" if isinstance(event, Pressed) else "decide.press")
        return put_again(visit, visit.session.awaited, said) if visit.session.awaited else remark(visit, said)
    step = (yield from _carry(visit, place)) if word else leave(visit, place.decision)
    if isinstance(event, Pressed):
        chosen = visit.texts.plain("button.confirm" if word else "button.leave_it")
        return step.after(*settle(visit, event, chosen))
    return step


def _carry(visit: Visit, place: Deciding) -> Talk:
    """Ask the rule once more, for roles may have ended while the question was up, and what others did; then do it."""
    decision = place.decision
    ruling = ruling_on(decision)
    if (told := (yield from overtaken(visit, place, ruling.action))) is not None:
        return told
    target = ruling.target(decision)
    found = yield from ask(target)
    if found is None or not visit.person.may(ruling.action, found.unit_path):
        return (yield from deny(visit, NAMES[type(target)]))
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
    """Give out a code: the letter that tells it follows as a message of its own, to be passed on."""
    code = yield from ask(NewCode())
    given = {"code_hash": hash_code(code), "expires_at": invited_until(visit.now)}
    text = visit.texts(f"decided.{decision.kind}")
    step = say(visit, text, ways_back(visit, decision), Nowhere())
    effects = (Decide(decision.model_copy(update=given)), *step.effects, SendInvitation(code=code))
    return replace(step, effects=effects)


def _told(visit: Visit, decision: ProposeDeletion, person_id: int) -> Tell:
    """Have another administrator told that a deletion waits; what it is about is shown to who looks."""
    button = Button(label=visit.texts.plain("button.look"), action="do.deletions")
    return Tell(
        key=f"deletion:{decision.unit_id}:{decision.round_id}:{decision.person_id}:{visit.now:%Y-%m-%dT%H:%M}:{person_id}",
        person_id=person_id,
        message=Message(text=visit.texts("delete.waits", by=visit.person.name), rows=((button,),)),
    )
