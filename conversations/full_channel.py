"""A channel at the maximum number of people of its plan. Newcomers are refused politely; administrators are warned."""

from datetime import datetime

from conversations.chat.effects import Tell
from conversations.chat.events import Event, GroupEvent, Happening, Hurried, Opened, Shared, Typed
from conversations.chat.messages import Message
from conversations.chat.session import Consenting, Nowhere, Recognised, Session
from conversations.chat.step import Scene, Step, Talk, acknowledged, say
from conversations.dialogue import converse
from reporting.people.invitation import hash_code, is_usable, looks_like_code
from reporting.people.person import DEFAULT_LANGUAGE, Person
from reporting.queries.invitations import InvitationByCode, InvitationView
from reporting.queries.personal_data import Administrators
from reporting.queries.query import ask
from texts import catalogue


def converse_when_full(session: Session, event: Happening, now: datetime) -> Talk:
    """Advance the chat of a stranger; a valid code is kept for later, all other events are handled as usual."""
    private = not isinstance(event, GroupEvent | Hurried)
    if isinstance(event, Shared) or (private and isinstance(session.place, Recognised)):
        scene = Scene(session=session, now=now, texts=catalogue(DEFAULT_LANGUAGE))
        step = say(scene, scene.texts("sharing.full"), (), Nowhere())
        return step if isinstance(event, Shared | GroupEvent | Hurried) else acknowledged(step, event)
    code_hash = None if isinstance(event, GroupEvent | Hurried) else _code(session, event)
    invitation = (yield from ask(InvitationByCode(code_hash))) if code_hash else None
    if (
        isinstance(event, GroupEvent | Hurried)
        or code_hash is None
        or invitation is None
        or not is_usable(invitation, now)
    ):
        return (yield from converse(session, None, event, now))
    administrators = yield from ask(Administrators())
    scene = Scene(session=session, now=now, texts=catalogue(invitation.person.language))
    step = say(scene, scene.texts("quota.full"), (), Nowhere())
    told = (_told(each, invitation, code_hash) for each in administrators)
    return acknowledged(Step(session=step.session, effects=(*step.effects, *told)), event)


def _code(session: Session, event: Event) -> str | None:
    """Return the hash of the invitation code, from this event or from before the question for consent."""
    match event, session.place:
        case Opened(code), _ if code:
            return hash_code(code)
        case _, Consenting(code_hash=code_hash):
            return code_hash
        case Typed(text), _ if looks_like_code(text):
            return hash_code(text)
        case _:
            return None


def _told(administrator: Person, invitation: InvitationView, code_hash: str) -> Tell:
    texts = catalogue(administrator.language)
    text = texts("quota.turned_away", name=invitation.person.name, unit=invitation.unit.full_name)
    key = f"full:{code_hash[:16]}:{administrator.id}"
    return Tell(key=key, person_id=administrator.id, message=Message(text=text))
