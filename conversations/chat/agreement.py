"""Reading of a yes-or-no reply to a message with two buttons."""

from conversations.chat.events import Event, Pressed, Typed, in_words
from conversations.chat.step import Scene
from texts.parsing import read_yes_no


def has_agreed(scene: Scene, event: Event, yes: str) -> bool | None:
    """Return True if the event chooses the button whose action ends in `yes`; None if it answers neither way."""
    match in_words(event):
        case Pressed(action=action) if any(action == each.action for each in scene.session.offered):
            return action.endswith(f".{yes}")
        case Typed(text) if scene.session.is_unsure(text):
            return None
        case Typed(text):
            button = scene.session.typed(text)
            return button.action.endswith(f".{yes}") if button else read_yes_no(text)
        case _:
            return None
