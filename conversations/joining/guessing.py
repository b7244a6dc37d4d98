"""Code guessing from many accounts. Only guessing chats are slowed down; administrators are warned.

A mistyped code is no guess: its check character does not fit, so it reveals nothing.
"""

from datetime import timedelta

from conversations.chat.effects import NoteWrongCode, Tell
from conversations.chat.messages import Message
from conversations.chat.session import Nowhere
from conversations.chat.step import Scene, Step, Talk, Visit, say
from reporting.people.person import Person
from reporting.queries.invitations import WrongCodes
from reporting.queries.personal_data import Administrators
from reporting.queries.query import ask
from texts import catalogue

MOST_GUESSES = 60
GUESSED_WITHIN = timedelta(minutes=10)
"""The window in which guesses of all chats together count as an attack from many accounts."""


def refuse_while_many_guess(scene: Scene) -> Talk[Step | None]:
    """Return the refusal to a stranger who guessed recently while many guess; None for all other chats."""
    at = scene.session.guessed_at
    if isinstance(scene, Visit) or at is None or not timedelta() <= scene.now - at < GUESSED_WITHIN:
        return None
    if (yield from _guesses(scene)) < MOST_GUESSES:
        return None
    minutes = -((scene.now - at - GUESSED_WITHIN) // timedelta(minutes=1))
    return (yield from _warned(scene, say(scene, scene.texts("join.wait_all", n=minutes), (), Nowhere())))


def count_guess(scene: Scene, step: Step) -> Talk:
    """Return the step with the guess counted, and with the warning once there are many."""
    session = step.session.model_copy(update={"guessed_at": scene.now})
    step = Step(session=session, effects=(*step.effects, NoteWrongCode()))
    return step if (yield from _guesses(scene)) + 1 < MOST_GUESSES else (yield from _warned(scene, step))


def _warned(scene: Scene, step: Step) -> Talk:
    """Warn the administrators of guessing, once a day."""
    administrators = yield from ask(Administrators())
    return step.after(*(_told(scene, each) for each in administrators))


def _guesses(scene: Scene) -> Talk[int]:
    return (yield from ask(WrongCodes(since=scene.now - GUESSED_WITHIN, until=scene.now)))


def _told(scene: Scene, administrator: Person) -> Tell:
    minutes = GUESSED_WITHIN // timedelta(minutes=1)
    text = catalogue(administrator.language)("join.guessed", n=MOST_GUESSES, minutes=minutes)
    key = f"guessing:{scene.now.date()}:{administrator.id}"
    return Tell(key=key, person_id=administrator.id, message=Message(text=text))
