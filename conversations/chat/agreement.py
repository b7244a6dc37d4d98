"""Reading of a yes-or-no reply to a message with two buttons."""

from conversations.chat.action import is_reply
from conversations.chat.events import Event, Pressed, Typed, in_words
from conversations.chat.step import Scene
from texts.parsing import read_yes_no


def has_agreed(scene: Scene, event: Event, yes: str) -> bool | None:
    """Return True if the event chooses the button whose reply is `yes`; None if it answers neither way."""
    match in_words(event):
        case Pressed(action=action) if scene.session.pressed(action):
            return is_reply(action, yes)
        case Typed(text) if scene.session.is_unsure(text):
            return None
        case Typed(text):
            button = scene.session.typed(text)
            return is_reply(button.action, yes) if button else read_yes_no(text)
        case _:
            return None
