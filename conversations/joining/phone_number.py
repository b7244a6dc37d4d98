"""Joining by sharing the own phone number: lookup in the register, notice, consent."""

from conversations.chat.agreement import has_agreed
from conversations.chat.effects import JoinByPhone
from conversations.chat.events import Event, Shared
from conversations.chat.session import Nowhere, Recognised
from conversations.chat.step import Scene, Step, Talk, say
from conversations.joining.invitation_code import NOTICE, refuse_while_slowed, wrong_try
from conversations.joining.welcome import AGREE, admit, put_notice, with_choice_shown
from reporting.queries.invitations import Expected, ExpectedByPhone
from reporting.queries.query import ask


def recognise(scene: Scene, event: Shared) -> Talk:
    """Look up a shared number in the register, and show the notice to its owner."""
    if event.phone_hash is None:
        return say(scene, scene.texts("sharing.not_own"), (), Nowhere())
    if (wait := refuse_while_slowed(scene)) is not None:
        return wait
    expected = yield from ask(ExpectedByPhone(event.phone_hash))
    if expected is None:
        return wrong_try(scene, scene.texts("sharing.unknown"))
    return _notice(scene, expected, event.phone_hash)


def consent_by_phone(scene: Scene, place: Recognised, event: Event) -> Talk:
    """Handle an event while the notice is open: agreement, refusal, or another."""
    agreed = has_agreed(scene, event, AGREE)
    expected = yield from ask(ExpectedByPhone(place.phone_hash))
    if expected is None:
        step = say(scene, scene.texts("sharing.unknown"), (), Nowhere())
    elif agreed is None:
        return _notice(scene, expected, place.phone_hash)
    elif agreed:
        step = yield from admit(scene, expected.person, JoinByPhone(place.phone_hash, NOTICE))
    else:
        step = say(scene, scene.texts("sharing.not_me"), (), Nowhere())
    return step if agreed is None else with_choice_shown(scene, step, event, agreed=agreed)


def _notice(scene: Scene, expected: Expected, phone_hash: str) -> Step:
    text = scene.texts(
        f"sharing.notice_{expected.role}", office=expected.office, unit=expected.unit.full_name
    )
    return put_notice(scene, text, Recognised(phone_hash=phone_hash))
