"""Events in a chat, in terms that every channel shares."""

from dataclasses import dataclass
from typing import Annotated

from markupsafe import Markup
from pydantic import PlainSerializer, PlainValidator

from reporting.people.chat import Chat
from texts.parsing import read_yes_no

StoredMarkup = Annotated[Markup, PlainValidator(Markup), PlainSerializer(str)]
"""Markup that is stored as text and validated back into Markup."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text message."""

    text: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The chat was opened by its start button. `code` is the argument of the link, or empty."""

    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button was pressed.

    `press` identifies the press for its acknowledgement. `message` and `shown` are the id and the text of the message
    with the button, where the channel knows them: the choice is written into that message.
    """

    action: str
    press: str
    message: str | None = None
    shown: StoredMarkup | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A message without text: photo, document, voice, sticker, location, contact, video, other.

    `content` is the latitude and longitude of a location, or the channel's reference to a file. `name` is the file's
    name and `size` its size in bytes, where known. `caption` is the text under it. `emoji` is the emoji of a sticker.
    """

    kind: str
    content: str = ""
    name: str = ""
    size: int = 0
    caption: str = ""
    emoji: str = ""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """An earlier message was edited. The answers recorded from it stay."""

    text: str


@dataclass(frozen=True, slots=True)
class Missed:
    """The channel was unreachable for a while, so that messages sent meanwhile may be lost. No person acted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InGroup:
    """A command or a button press (`press`) in a group.

    `link` leads to the bot's own chat; '' where the channel has no links.
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
    """A group's address changed."""

    group: Chat
    to: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A phone number was shared: its hash (see phones), or None if it is not the sender's own.

    The channel hashes the number. No other code sees the number itself.
    """

    phone_hash: str | None


Event = Typed | Opened | Pressed | Attached | Rewritten | Missed
"""Events of a private chat."""


def in_words(event: Event) -> Event:
    """Return a sticker that means yes or no as a typed text; any other event unchanged."""
    if isinstance(event, Attached) and read_yes_no(event.emoji) is not None:
        return Typed(event.emoji)
    return event


GroupEvent = InGroup | GroupLeft | GroupMoved
"""Events of a group."""


@dataclass(frozen=True, slots=True)
class Hurried:
    """A message above the chat's rate limit. Its content is not read."""


Happening = Event | Shared | GroupEvent | Hurried
