"""Joining by a one-time code: the notice, the consent, and refused codes."""

from datetime import datetime, timedelta

from markupsafe import Markup

from conversations.chat.agreement import has_agreed
from conversations.chat.effects import Join
from conversations.chat.events import Event
from conversations.chat.session import Consenting, Nowhere
from conversations.chat.step import Scene, Step, Talk, Visit, say
from conversations.joining.guessing import count_guess, refuse_while_many_guess
from conversations.joining.welcome import AGREE, admit, put_notice, with_choice_shown
from reporting.people.invitation import hash_code, is_expired
from reporting.people.invitation_code import may_have_been_given_out
from reporting.people.person import Person
from reporting.queries.invitations import InvitationByCode, InvitationView
from reporting.queries.query import ask
from texts.markup import paragraphs

NOTICE = "2026-11-21"
"""The version of the privacy notice. It changes whenever its text does."""


MOST_WRONG_CODES = 5
WAIT = timedelta(minutes=15)


def redeem(scene: Scene, code: str) -> Talk:
    """Redeem a code: show the notice, or say what is wrong with the code."""
    if (wait := refuse_while_slowed(scene) or (yield from refuse_while_many_guess(scene))) is not None:
        return wait
    invitation = yield from ask(InvitationByCode(hash_code(code)))
    if invitation is None and may_have_been_given_out(code):
        return (yield from count_guess(scene, wrong_try(scene, scene.texts("join.unknown_code"))))
    if invitation is None:
        return wrong_try(scene, scene.texts("join.mistyped_code"))
    if problem := _problem(scene, invitation):
        return wrong_try(scene, problem)
    return _notice(scene, invitation, hash_code(code), scene.person if isinstance(scene, Visit) else None)


def refuse_while_slowed(scene: Scene) -> Step | None:
    """Return the refusal if this chat must wait after its own wrong tries, else None."""
    recent = _recent(scene)
    if len(recent) < MOST_WRONG_CODES:
        return None
    minutes = -((scene.now - recent[0] - WAIT) // timedelta(minutes=1))
    return say(scene, scene.texts("join.wait", n=minutes), (), Nowhere())


def wrong_try(scene: Scene, text: Markup) -> Step:
    """Say what is wrong with a code, and count the try for this chat."""
    step = say(scene, text, (), Nowhere())
    tried = step.session.model_copy(update={"wrong_codes": (*_recent(scene), scene.now)})
    return Step(session=tried, effects=step.effects)


def _recent(scene: Scene) -> tuple[datetime, ...]:
    """Return the times of recent wrong tries. Future times come from before the clock was set back."""
    return tuple(at for at in scene.session.wrong_codes if timedelta() <= scene.now - at < WAIT)


def consent(scene: Scene, place: Consenting, event: Event, owner: Person | None = None) -> Talk:
    """Handle an event while the notice is open: agreement, refusal, or another. `owner` has the account now."""
    agreed = has_agreed(scene, event, AGREE)
    invitation = yield from ask(InvitationByCode(place.code_hash))
    if agreed is None:
        if invitation is None:
            return say(scene, scene.texts("join.unknown_code"), (), Nowhere())
        return _notice(scene, invitation, place.code_hash, owner)
    problem = _problem(scene, invitation)
    if invitation is None or problem is not None:
        step = say(scene, problem or scene.texts("join.unknown_code"), (), Nowhere())
    elif agreed:
        step = yield from admit(scene, invitation.person, Join(place.code_hash, NOTICE))
    else:
        step = say(scene, scene.texts("join.not_me"), (), Nowhere())
    return with_choice_shown(scene, step, event, agreed=agreed)


def _notice(scene: Scene, invitation: InvitationView, code_hash: str, owner: Person | None = None) -> Step:
    """Show the notice. If the account belongs to another person, name both the old and the new owner."""
    text = scene.texts(
        f"join.notice_{invitation.role}", office=invitation.office, unit=invitation.unit.full_name
    )
    if owner is not None and invitation.for_account and owner.id != invitation.person.id:
        moves = scene.texts("join.moves", old=owner.name, new=invitation.person.name)
        text = paragraphs([text, moves])
    return put_notice(scene, text, Consenting(code_hash=code_hash))


def _problem(scene: Scene, invitation: InvitationView | None) -> Markup | None:
    if invitation is None:
        return scene.texts("join.unknown_code")
    if invitation.used:
        return scene.texts("join.used_code")
    if is_expired(invitation.expires_at, scene.now):
        return scene.texts("join.expired_code")
    return None
