"""Whether a person agrees to what was put with two buttons, one of them a yes."""

from conversations.chat.events import Event, Pressed, Typed, in_words
from conversations.chat.step import Scene
from texts.parsing import read_yes_no


def has_agreed(scene: Scene, event: Event, yes: str) -> bool | None:
    """Tell whether the button whose action ends in `yes` was meant; None for anything that is no answer."""
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
