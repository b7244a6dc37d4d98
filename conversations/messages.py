"""What is said in a chat, in words that every channel shares; each channel renders it as it can."""

from collections.abc import Iterable

from markupsafe import Markup, escape
from pydantic import BaseModel, ConfigDict, Field, field_serializer, field_validator

MAX_ACTION_BYTES = 64  # Telegram's limit for callback_data, the tightest of the channels
ASCII = r"^[ -~]*$"  # an action's characters are its bytes


class Button(BaseModel):
    """A choice offered under a message: what it says and the action it stands for.

    `key` is what is typed for it where nothing can be pressed (see conversations.keys), `listed` tells one of a list
    of choices from an action. A button of a message that nobody asked for has no key: it is a command.
    """

    model_config = ConfigDict(frozen=True)

    label: str = Field(min_length=1)
    action: str = Field(min_length=1, max_length=MAX_ACTION_BYTES, pattern=ASCII)
    key: str = ""
    listed: bool = False


class Message(BaseModel):
    """A text with rows of buttons under it, and what can be typed besides: it would crowd a screen that has buttons.

    `share_phone` is the label of a button that shares one's own phone number, where a channel has such buttons.
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    text: Markup
    rows: tuple[tuple[Button, ...], ...] = ()
    besides: tuple[Button, ...] = ()
    share_phone: str = ""

    @field_validator("text", mode="before")
    @classmethod
    def _stored_markup(cls, text: str) -> Markup:
        return Markup(text)  # noqa: S704 -- written by this class from markup, read back from our own tables

    @field_serializer("text")
    def _plain(self, text: Markup) -> str:
        return str(text)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons in reading order."""
        return tuple(button for row in self.rows for button in row)


def paragraphs(parts: Iterable[str | Markup | None], *, between: str = "\n\n") -> Markup:
    """Join the parts that say something, leaving out the empty ones; plain strings are escaped."""
    said = [part if isinstance(part, Markup) else escape(part) for part in parts if part]
    return Markup(between.join(said))  # noqa: S704 -- line breaks between what is markup
