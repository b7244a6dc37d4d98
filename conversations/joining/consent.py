"""Renewed consent after a change of the notice. The interrupted dialogue is kept."""

from dataclasses import replace

from conversations.chat.action import Reply, reply_of
from conversations.chat.agreement import has_agreed
from conversations.chat.effects import Agree, Effect
from conversations.chat.events import Event, Opened, Pressed, Typed
from conversations.chat.session import Erasing, Naming, Renewing
from conversations.chat.step import Step, Visit, renumbered, say, show_choice
from conversations.joining.invitation_code import NOTICE

RIGHTS = frozenset({"holdings", "own_file", "rename", "language", "erase"})
"""Commands that need no consent."""

_AGREE, _DECLINE = "agree", "decline"


def must_renew(visit: Visit, command: tuple[str, tuple[int, ...]] | None) -> bool:
    """Return whether the person has to accept the notice before the command is handled."""
    if visit.person.agreed in (None, NOTICE):
        return False
    if command is None:
        return not isinstance(visit.session.place, Naming | Erasing)
    return command[0] not in RIGHTS


def ask_again(visit: Visit, event: Event) -> Step:
    """Show the notice, and keep the interrupted dialogue and the event."""
    place = visit.session.place
    if not isinstance(place, Renewing):
        place = Renewing(
            place=place, offered=visit.session.offered, awaited=visit.session.awaited, step=visit.session.step
        )
    match event:
        case Typed(text):
            place = place.model_copy(update={"typed": text, "pressed": ""})
        case Pressed(action=action):
            place = place.model_copy(update={"typed": "", "pressed": action})
    texts = visit.texts
    agree = (texts.plain("button.agree"), Reply(_AGREE))
    decline = (texts.plain("renewing.button_decline"), Reply(_DECLINE))
    return say(visit, texts("renewing.notice"), ((agree, decline),), place)


def read_decision(visit: Visit, event: Event) -> bool | None:
    """Return whether the person agrees; None for an event that does not answer the notice."""
    return has_agreed(visit, event, _AGREE) if isinstance(visit.session.place, Renewing) else None


def agreeing_effects(visit: Visit, event: Event) -> tuple[Effect, ...]:
    """Return the effects of agreeing. A press also replaces the buttons of the notice with the choice made."""
    settled = (
        show_choice(visit, event, visit.texts.plain("button.agree")) if isinstance(event, Pressed) else ()
    )
    return (Agree(notice=NOTICE, agreed=True), *settled)


def decline(visit: Visit, event: Event) -> Step:
    """Record the refusal. No more answers are taken; stored data can be seen and erased."""
    settled = (
        show_choice(visit, event, visit.texts.plain("renewing.button_decline"))
        if isinstance(event, Pressed)
        else ()
    )
    step = say(visit, visit.texts("renewing.declined"))
    return step.after(*settled, Agree(notice=NOTICE, agreed=False))


def resume_interrupted(visit: Visit) -> tuple[Visit, Event]:
    """Return the interrupted visit and its event."""
    held = visit.session.place
    if not isinstance(held, Renewing):
        raise TypeError(held)
    number = visit.session.step
    offered = tuple(
        replace(button, action=_renumbered(button.action, held.step, number)) for button in held.offered
    )
    awaited = renumbered(held.awaited, number) if held.awaited else None
    session = visit.session.model_copy(update={"place": held.place, "offered": offered, "awaited": awaited})
    event: Event = Opened()
    if held.typed:
        event = Typed(held.typed)
    elif held.pressed:
        event = Pressed(action=_renumbered(held.pressed, held.step, number), press="")
    return replace(visit, session=session, person=replace(visit.person, agreed=NOTICE)), event


def _renumbered(packed: str, before: int, now: int) -> str:
    """Return a button's action renumbered to the present step."""
    reply = reply_of(packed)
    return reply.at(now).pack() if reply is not None and reply.step == before else packed
