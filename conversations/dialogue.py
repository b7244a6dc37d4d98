"""The entry point of all dialogues: an event goes in, queries are yielded on the way, a step comes out."""

import re
from dataclasses import replace
from datetime import datetime

from conversations.answering.misplaced_keys import beyond_menu
from conversations.chat.action import Command, command_of, do
from conversations.chat.events import (
    Attached,
    Event,
    GroupEvent,
    Happening,
    Hurried,
    Missed,
    Opened,
    Pressed,
    Shared,
    Typed,
)
from conversations.chat.session import (
    Asking,
    Consenting,
    Listing,
    Nowhere,
    Recognised,
    Reviewing,
    Session,
)
from conversations.chat.step import Scene, Step, Talk, Visit, acknowledged, asking_for_phone, remark, say
from conversations.chat.typed_choices import read_spoken, stands_for_name
from conversations.group_chat import take_in_group
from conversations.joining.consent import (
    agreeing_effects,
    ask_again,
    decline,
    must_renew,
    read_decision,
    resume_interrupted,
)
from conversations.joining.invitation_code import consent, redeem
from conversations.joining.phone_number import consent_by_phone, recognise
from conversations.menu.captions import is_asked_for
from conversations.menu.home import go_home
from conversations.places import take_in_place
from conversations.router import run_command, word_command
from forms import TooMuchWork
from reporting.people.invitation import looks_like_code
from reporting.people.person import DEFAULT_LANGUAGE, Person
from texts import catalogue
from texts.normalize import seen
from texts.parsing.phrases import plain_answer

_NUMBER = re.compile(r"[0-9]{1,18}")  # the largest id of a database; buttons can be forged
_SLASH = re.compile(r"/([A-Za-z]\w*)(?:@\w+)?")


def converse(session: Session, person: Person | None, event: Happening, now: datetime) -> Talk:
    """Advance a chat by one event; `now` carries the office's zone.

    The generator yields queries and returns the step; it never fails on anything a person can send.
    """
    scene = Scene(session=session, now=now, texts=catalogue(person.language if person else DEFAULT_LANGUAGE))
    if isinstance(event, Hurried):
        return remark(scene, scene.texts("chat.hurried"))
    if isinstance(event, GroupEvent):
        return (yield from take_in_group(scene, person, event))
    if isinstance(event, Shared):
        if person is None:
            return (yield from recognise(scene, event))
        event = Attached("contact")  # a member has joined already
    try:
        step = yield from _answer(scene, person, event)
    except TooMuchWork:  # the expressions of the form fail on the recorded answers
        step = remark(scene, scene.texts("chat.too_much_work"))
    return acknowledged(step, event)


def _answer(scene: Scene, person: Person | None, event: Event) -> Talk:
    if isinstance(event, Missed):
        return (yield from _put_again(scene, person))
    if isinstance(event, Attached) and event.caption.strip():
        return (yield from _captioned(scene, person, event))
    return (yield from _heard(scene, person, event))


def _captioned(scene: Scene, person: Person | None, event: Attached) -> Talk:
    if (yield from is_asked_for(scene, person, event)):
        return (yield from _heard(scene, person, event))
    step = yield from _heard(scene, person, Typed(event.caption))
    kind = scene.texts.plain(f"attachment.{event.kind}")
    return step.beginning(scene.texts("chat.captioned", kind=kind))


def _heard(scene: Scene, person: Person | None, event: Event) -> Talk:
    if isinstance(event, Typed):
        event = Typed(seen(event.text))
        if beyond := beyond_menu(scene, event.text):
            return remark(scene, beyond)
    if isinstance(event, Opened) and event.code:
        return (yield from _redeem(scene, person, event.code))
    if isinstance(scene.session.place, Consenting):
        return (yield from consent(scene, scene.session.place, event, person))
    if isinstance(scene.session.place, Recognised):
        return (yield from consent_by_phone(scene, scene.session.place, event))
    if person is None:
        return (yield from _stranger(scene, event))
    visit = Visit(session=scene.session, now=scene.now, texts=scene.texts, person=person)
    if must_renew(visit, command := _command(visit, event)):
        return (yield from _renew(visit, event))
    return (yield from _take(visit, event, command))


def _take(visit: Visit, event: Event, command: tuple[str, tuple[int, ...]] | None) -> Talk:
    if command is None and isinstance(event, Typed) and _is_further_code(visit, event.text):
        return (yield from redeem(visit, event.text))
    if command is None:
        return (yield from take_in_place(visit, event))
    step = yield from run_command(visit, *command)
    return step.leaving(visit.session)


def _renew(visit: Visit, event: Event) -> Talk:
    """Ask for consent to the changed notice, then continue the interrupted dialogue."""
    match read_decision(visit, event):
        case True:
            before, held = resume_interrupted(visit)
            step = yield from _take(before, held, _command(before, held))
            return step.after(*agreeing_effects(visit, event))
        case False:
            return decline(visit, event)
        case None:
            return ask_again(visit, event)


def _put_again(scene: Scene, person: Person | None) -> Talk:
    """Repeat the current question under its old step number, with the reason. Without a question, say nothing."""
    place, session = scene.session.place, scene.session
    before = scene
    if session.awaited is None:
        before = replace(scene, session=session.model_copy(update={"step": max(0, session.step - 1)}))
    if isinstance(place, Consenting):
        step = yield from consent(before, place, Missed(), person)
    elif isinstance(place, Recognised):
        step = yield from consent_by_phone(before, place, Missed())
    elif isinstance(place, Asking | Reviewing) and person is not None:
        visit = Visit(session=before.session, now=scene.now, texts=scene.texts, person=person)
        step = yield from take_in_place(visit, Missed())
    else:
        return Step(session=session)
    return step.beginning(scene.texts("chat.missed"))


def _redeem(scene: Scene, person: Person | None, code: str) -> Talk:
    """Redeem the code of a link. If its owner opens the link again, continue instead of refusing."""
    if person is None:
        return (yield from redeem(scene, code))
    visit = Visit(session=scene.session, now=scene.now, texts=scene.texts, person=person)
    step = yield from redeem(visit, code)
    return step if isinstance(step.session.place, Consenting) else (yield from go_home(visit))


def _is_further_code(visit: Visit, text: str) -> bool:
    """Return whether a member types a further code while no question is open."""
    return isinstance(visit.session.place, Nowhere | Listing) and looks_like_code(text)


def _stranger(scene: Scene, event: Event) -> Talk:
    if isinstance(event, Typed) and looks_like_code(event.text):
        return (yield from redeem(scene, event.text))
    return asking_for_phone(scene, say(scene, scene.texts("join.stranger"), (), Nowhere()))


def _command(visit: Visit, event: Event) -> Command | None:
    """Return the command of an event; None for an event that belongs to the place."""
    match event:
        case Opened():
            return do("home")
        case Pressed(action=action):
            return command_of(action)
        case Typed(text):
            return _typed_command(visit, text)
    return None


def _typed_command(visit: Visit, text: str) -> Command | None:
    """Return the command that was typed. Texts that match a button of the question or review are not commands."""
    keyed = visit.session.keyed(text)
    if keyed is not None:
        return command_of(keyed.action)
    in_report = isinstance(visit.session.place, Asking | Reviewing)
    if visit.session.awaited and not in_report and visit.session.is_unsure(text):
        return None
    spelled = visit.session.spelled(text)
    if spelled is not None and in_report:
        return command_of(spelled.action)
    slash = _SLASH.fullmatch(text.strip())
    word = word_command(visit, slash[1] if slash else plain_answer(text), anywhere=slash is not None)
    if spelled is None and word is not None:
        return do(word)
    if slash:
        return read_spoken(slash[1]) or do("unknown")
    button = spelled or (None if in_report else visit.session.typed(text))
    if button is not None and isinstance(visit.session.place, Listing) and stands_for_name(button.action):
        return None  # another page may list another of that name
    return command_of(button.action) if button is not None else None
