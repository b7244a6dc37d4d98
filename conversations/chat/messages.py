"""Messages and buttons, independent of the channel. Each channel renders them in its own way."""

from dataclasses import dataclass
from typing import Annotated

from markupsafe import Markup
from pydantic import GetPydanticSchema
from pydantic_core.core_schema import no_info_after_validator_function, str_schema

from conversations.chat.action import Command

MAX_ACTION_BYTES = 64  # Telegram's limit for callback_data, the tightest of the channels

_STORED = GetPydanticSchema(lambda *_: no_info_after_validator_function(Markup, str_schema()))
"""Markup is serialized as text. Text that is read back is trusted as markup, because this module wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message: its label and its action.

    `key` is the text to type instead of pressing (see typed_choices). `listed` marks an item of a list of choices.
    `word` is what the key's letter stands for on every screen. A button of a message that the bot sends unprompted
    has no key: it is typed as a command.
    """

    label: str
    action: str
    key: str = ""
    listed: bool = False
    word: str = ""

    def __post_init__(self) -> None:
        """Refuse labels and actions that a channel rejects."""
        if not self.label:
            raise ValueError(f"a button without a label: {self.action!r}")
        if not 1 <= len(self.action.encode()) <= MAX_ACTION_BYTES:
            raise ValueError(f"an action takes 1 to {MAX_ACTION_BYTES} bytes: {self.action!r}")


def command_button(label: str, command: Command) -> Button:
    """Return a button that works at any time, for a message that the bot sends unprompted."""
    return Button(label=label, action=command.pack())


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text with rows of buttons.

    `besides` are choices that can be typed but have no button, to keep the screen short. `share_phone` is the label
    of a button that shares the person's phone number, where a channel has such buttons.
    """

    text: Annotated[Markup, _STORED]
    rows: tuple[tuple[Button, ...], ...] = ()
    besides: tuple[Button, ...] = ()
    share_phone: str = ""

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons in reading order."""
        return tuple(button for row in self.rows for button in row)
