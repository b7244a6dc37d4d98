"""One step of a dialogue: an event in, the new session and what is to be done out."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from markupsafe import Markup
from typing_extensions import TypeVar

from conversations.chat.effects import Effect
from conversations.chat.events import Event, Pressed
from conversations.chat.messages import Button, Message
from conversations.chat.orders import Acknowledge, Rewrite, Say
from conversations.chat.session import Left, Place, Session
from conversations.chat.typed_choices import COMMAND, NOTHING, Key, Offer, Typable, keys
from reporting.people.person import Person
from reporting.queries.query import Query
from texts import Catalogue
from texts.markup import paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a dialogue works from: the session, the local time, and the sentences in the person's language."""

    session: Session
    now: datetime
    texts: Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Scene):
    """A scene with somebody who has joined."""

    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The outcome of one event."""

    session: Session
    effects: tuple[Effect, ...] = ()

    def after(self, *effects: Effect) -> "Step":
        """Return the step with these effects done first."""
        return replace(self, effects=(*effects, *self.effects))

    def leaving(self, before: Session) -> "Step":
        """Return the step with the place in a report that it led away from, to be returned to."""
        return replace(self, session=self.session.leaving(before))

    def beginning(self, words: Markup) -> "Step":
        """Return the step with these words before the first that is said."""
        for place, effect in enumerate(self.effects):
            if isinstance(effect, Say):
                text = paragraphs([words, effect.message.text])
                said = Say(message=replace(effect.message, text=text))
                return replace(self, effects=(*self.effects[:place], said, *self.effects[place + 1 :]))
        return self


Outcome = TypeVar("Outcome", default=Step)

Talk = Generator[Query[Any], Any, Outcome]
"""A dialogue under way: yields queries, is resumed with their replies, returns a step (or what its name says)."""


Offers = tuple[tuple[Offer, ...], ...]
"""Rows of choices; the step number is added to their verbs when they are offered."""


def say(
    scene: Scene,
    text: Markup,
    offers: Offers = (),
    place: Place | None = None,
    *,
    typable: Typable = NOTHING,
    besides: tuple[Offer, ...] = (),
    awaits: bool = False,
) -> Step:
    """Say a text with choices as a new message, moving to `place` (None: stay).

    `typable` is what can be typed there as an answer; `besides` can be typed too and has no button. What `awaits` a
    yes is kept, to be put again until it is answered.
    """
    number = scene.session.step + 1
    message = _message(scene, number, text, offers, typable, besides)
    session = scene.session.moved(place, message, step=number, awaits=awaits)
    return Step(session=session, effects=(Say(message=message),))


def put_again(scene: Scene, awaited: Message, before: Markup | None = None) -> Step:
    """Say once more what awaits a yes, with a word before it; the buttons of either message answer it."""
    text = paragraphs([before, awaited.text])
    return Step(session=scene.session, effects=(Say(message=replace(awaited, text=text)),))


def return_to(scene: Scene, left: Left, awaited: Message, before: Markup | None = None) -> Step:
    """Say anew what awaited a yes at a place that was left."""
    number = scene.session.step + 1
    message = renumbered(awaited, number)
    session = scene.session.moved(left.place, message, step=number, awaits=True)
    text = paragraphs([before, message.text])
    return Step(session=session, effects=(Say(message=replace(message, text=text)),))


def renumbered(message: Message, number: int) -> Message:
    """Return a message as if it had been made as the one of that number."""

    def anew(button: Button) -> Button:
        if button.action.startswith(COMMAND):
            return button
        return replace(button, action=f"{number}.{button.action.partition('.')[2]}")

    return replace(
        message,
        rows=tuple(tuple(map(anew, row)) for row in message.rows),
        besides=tuple(map(anew, message.besides)),
    )


def asking_for_phone(scene: Scene, step: Step) -> Step:
    """Return the step with a button that shares one's own phone number under what is said."""
    label = scene.texts.plain("sharing.share")
    return replace(
        step,
        effects=tuple(
            Say(message=replace(each.message, share_phone=label)) if isinstance(each, Say) else each
            for each in step.effects
        ),
    )


def remark(scene: Scene, text: Markup) -> Step:
    """Say something in passing: what was on the screen, its buttons and what was offered all stay."""
    return Step(session=scene.session, effects=(Say(message=Message(text=text)),))


def say_again(
    scene: Scene,
    target: str,
    text: Markup,
    offers: Offers,
    place: Place,
    *,
    typable: Typable = NOTHING,
    besides: tuple[Offer, ...] = (),
) -> Step:
    """Replace the message `target`, the last one said, by another text and other choices; it stays the last one."""
    message = _message(scene, scene.session.step, text, offers, typable, besides)
    return Step(
        session=scene.session.moved(place, message), effects=(Rewrite(target=target, message=message),)
    )


def _message(
    scene: Scene, number: int, text: Markup, offers: Offers, typable: Typable, besides: tuple[Offer, ...]
) -> Message:
    every = [offer for row in (*offers, besides) for offer in row]
    made = (
        _button(number, offer, key)
        for offer, key in zip(every, keys(every, typable, scene.texts), strict=True)
    )
    rows = tuple(tuple(islice(made, len(row))) for row in offers if row)
    return Message(text=text, rows=rows, besides=tuple(made))


def _button(number: int, offer: Offer, key: Key) -> Button:
    label, verb = offer[0], offer[1]
    action = verb if verb.startswith(COMMAND) else f"{number}.{verb}"
    return Button(label=label, action=action, key=key.typed, listed=key.listed, word=key.word)


def settle(scene: Scene, event: Pressed, chosen: str) -> tuple[Effect, ...]:
    """Write what was chosen into the message that held the button, its buttons gone; where the channel can."""
    if event.message is None or event.shown is None:
        return ()
    text = event.shown + Markup("\n") + scene.texts("chat.chosen", choice=chosen)
    return (Rewrite(target=event.message, message=Message(text=text)),)


def acknowledged(step: Step, event: Event) -> Step:
    """Return the step with the press acknowledged before all else, whatever became of it."""
    return step.after(Acknowledge(press=event.press)) if isinstance(event, Pressed) else step
