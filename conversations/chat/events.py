"""What a person did in a chat, in words that every channel shares."""

from dataclasses import dataclass
from typing import Annotated

from markupsafe import Markup
from pydantic import PlainSerializer, PlainValidator

from reporting.people.chat import Chat
from texts.parsing import read_yes_no

StoredMarkup = Annotated[Markup, PlainValidator(Markup), PlainSerializer(str)]
"""Markup in what may be written as data and read back."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text was sent."""

    text: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The chat was opened by its start button; `code` is what the link carried, or empty."""

    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button was pressed.

    `press` names the press for its acknowledgement. `message` and `shown` are the message that held the button
    and its text, where the channel can tell: what was chosen is written into it.
    """

    action: str
    press: str
    message: str | None = None
    shown: StoredMarkup | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """Something that is no text was sent: photo, document, voice, sticker, location, contact, video, other.

    `content` is a location's latitude and longitude, or the channel's own reference to a file; `name` is the
    file's name, where it has one, `size` its bytes, where they are known, `caption` what was written under it,
    `emoji` what a sticker stands for.
    """

    kind: str
    content: str = ""
    name: str = ""
    size: int = 0
    caption: str = ""
    emoji: str = ""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """An earlier message was edited; what was recorded from it stays."""

    text: str


@dataclass(frozen=True, slots=True)
class Missed:
    """Nobody did anything: the channel was not heard for a while, and what was sent meanwhile may be lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InGroup:
    """Somebody gave a command in a group, or pressed a button there (`press`).

    `link` leads to the bot's own chat, '' where the channel has none.
    """

    group: Chat
    sender: Chat
    command: str = ""
    argument: str = ""
    press: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLeft:
    """The bot was removed from a group."""

    group: Chat


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMoved:
    """A group has got another address."""

    group: Chat
    to: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A phone number was shared: its hash (see phones), None where it is not the sender's own.

    The channel hashes it; the number itself is known nowhere further on.
    """

    phone_hash: str | None


Event = Typed | Opened | Pressed | Attached | Rewritten | Missed
"""What happens between a person and us alone."""


def in_words(event: Event) -> Event:
    """Return a sticker that says yes or no as if it had been typed; anything else as it is."""
    if isinstance(event, Attached) and read_yes_no(event.emoji) is not None:
        return Typed(event.emoji)
    return event


GroupEvent = InGroup | GroupLeft | GroupMoved
"""What happens in a group."""


@dataclass(frozen=True, slots=True)
class Hurried:
    """More came from a chat than anybody types: what it was is not looked at."""


Happening = Event | Shared | GroupEvent | Hurried
