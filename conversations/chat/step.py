"""One step of a dialogue: an event goes in; a new session and effects come out."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from markupsafe import Markup
from typing_extensions import TypeVar

from conversations.chat.action import Command, reply_of
from conversations.chat.effects import Effect
from conversations.chat.events import Event, Pressed
from conversations.chat.messages import Button, Message
from conversations.chat.orders import Acknowledge, Rewrite, Say
from conversations.chat.session import Left, Place, Session
from conversations.chat.typed_choices import NOTHING, Key, Offer, Typable, keys
from reporting.people.person import Person
from reporting.queries.query import Query
from texts import Catalogue
from texts.markup import paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Input of a dialogue: the session, the local time, and the texts in the person's language."""

    session: Session
    now: datetime
    texts: Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Scene):
    """A scene with a person who has joined."""

    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The outcome of one event."""

    session: Session
    effects: tuple[Effect, ...] = ()

    def after(self, *effects: Effect) -> "Step":
        """Return the step with these effects before its own."""
        return replace(self, effects=(*effects, *self.effects))

    def leaving(self, before: Session) -> "Step":
        """Return the step with the place in a report that it left, to return to later."""
        return replace(self, session=self.session.leaving(before))

    def beginning(self, words: Markup) -> "Step":
        """Return the step with these words before its first message."""
        for place, effect in enumerate(self.effects):
            if isinstance(effect, Say):
                text = paragraphs([words, effect.message.text])
                said = Say(message=replace(effect.message, text=text))
                return replace(self, effects=(*self.effects[:place], said, *self.effects[place + 1 :]))
        return self


Outcome = TypeVar("Outcome", default=Step)

Talk = Generator[Query[Any], Any, Outcome]
"""A running dialogue: yields queries, is resumed with their results, and returns a step (or `Outcome`)."""


Offers = tuple[tuple[Offer, ...], ...]
"""Rows of choices. `say` adds the step number to their verbs."""


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
    """Send a text with choices as a new message, and move to `place` (None: stay).

    `typable` is what counts as an answer there. `besides` are choices that can be typed and have no button. With
    `awaits`, the message is repeated until the person answers it.
    """
    number = scene.session.step + 1
    message = _message(scene, number, text, offers, typable, besides)
    session = scene.session.moved(place, message, step=number, awaits=awaits)
    return Step(session=session, effects=(Say(message=message),))


def put_again(scene: Scene, awaited: Message, before: Markup | None = None) -> Step:
    """Repeat the message that awaits confirmation, after a remark. The buttons of both copies work."""
    text = paragraphs([before, awaited.text])
    return Step(session=scene.session, effects=(Say(message=replace(awaited, text=text)),))


def return_to(scene: Scene, left: Left, awaited: Message, before: Markup | None = None) -> Step:
    """Return to a place that was left, and repeat the message that awaited confirmation there."""
    number = scene.session.step + 1
    message = renumbered(awaited, number)
    session = scene.session.moved(left.place, message, step=number, awaits=True)
    text = paragraphs([before, message.text])
    return Step(session=session, effects=(Say(message=replace(message, text=text)),))


def renumbered(message: Message, number: int) -> Message:
    """Return a message with its buttons renumbered to that step."""

    def anew(button: Button) -> Button:
        reply = reply_of(button.action)
        return replace(button, action=reply.at(number).pack()) if reply else button

    return replace(
        message,
        rows=tuple(tuple(map(anew, row)) for row in message.rows),
        besides=tuple(map(anew, message.besides)),
    )


def asking_for_phone(scene: Scene, step: Step) -> Step:
    """Return the step with a button for sharing the person's phone number under its messages."""
    label = scene.texts.plain("sharing.share")
    return replace(
        step,
        effects=tuple(
            Say(message=replace(each.message, share_phone=label)) if isinstance(each, Say) else each
            for each in step.effects
        ),
    )


def remark(scene: Scene, text: Markup) -> Step:
    """Send a message and leave the place, the message on the screen, and the offered buttons unchanged."""
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
    """Replace `target`, the last message, with another text and other choices. The step number stays."""
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
    label, action = offer[0], offer[1]
    packed = (action if isinstance(action, Command) else action.at(number)).pack()
    return Button(label=label, action=packed, key=key.typed, listed=key.listed, word=key.word)


def show_choice(scene: Scene, event: Pressed, chosen: str) -> tuple[Effect, ...]:
    """Replace the buttons of the pressed message with the choice made, where the channel can edit messages."""
    if event.message is None or event.shown is None:
        return ()
    text = event.shown + Markup("\n") + scene.texts("chat.chosen", choice=chosen)
    return (Rewrite(target=event.message, message=Message(text=text)),)


def acknowledged(step: Step, event: Event) -> Step:
    """Return the step with the acknowledgement of a button press first."""
    return step.after(Acknowledge(press=event.press)) if isinstance(event, Pressed) else step
