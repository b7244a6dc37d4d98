"""What is said in a chat, in words that every channel shares; each channel renders it as it can."""

from dataclasses import dataclass
from typing import Annotated

from markupsafe import Markup
from pydantic import GetPydanticSchema
from pydantic_core.core_schema import no_info_after_validator_function, str_schema

MAX_ACTION_BYTES = 64  # Telegram's limit for callback_data, the tightest of the channels

_STORED = GetPydanticSchema(lambda *_: no_info_after_validator_function(Markup, str_schema()))
"""Markup is written down as text, and what is read back is markup: this file has written it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A choice offered under a message: what it says and the action it stands for.

    `key` is what is typed for it where nothing can be pressed (see conversations.keys), `listed` tells one of a list
    of choices from an action, `word` is what an action's key stands for on every screen. A button of a message that
    nobody asked for has no key: it is a command.
    """

    label: str
    action: str
    key: str = ""
    listed: bool = False
    word: str = ""

    def __post_init__(self) -> None:
        """Refuse what no channel takes."""
        if not self.label:
            raise ValueError(f"a button without a label: {self.action!r}")
        if not 1 <= len(self.action.encode()) <= MAX_ACTION_BYTES:
            raise ValueError(f"an action takes 1 to {MAX_ACTION_BYTES} bytes: {self.action!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text with rows of buttons under it, and what can be typed besides: it would crowd a screen that has buttons.

    `share_phone` is the label of a button that shares one's own phone number, where a channel has such buttons.
    """

    text: Annotated[Markup, _STORED]
    rows: tuple[tuple[Button, ...], ...] = ()
    besides: tuple[Button, ...] = ()
    share_phone: str = ""

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons in reading order."""
        return tuple(button for row in self.rows for button in row)
