"""The channel interface: what a channel sends and receives, and how sending can fail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from markupsafe import Markup

from conversations.chat.events import Happening
from conversations.chat.messages import Message
from conversations.chat.orders import Acknowledge, Rewrite, Say
from reporting.people.chat import Chat
from storage.turns.dead_letters import DeadLetter


class SendError(Exception):
    """A message could not be sent. `retry_after` is in seconds; None means that a retry is useless."""

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class ChatClosed(SendError):
    """The person blocked the bot or deleted the account."""


class ChatMoved(SendError):
    """The chat has a new address: a group became a supergroup."""

    def __init__(self, reason: str, address: str) -> None:
        super().__init__(reason)
        self.address = address


class ChannelUnreachable(SendError):
    """The channel was not reached: no answer, or an answer from an intermediary. The message did not arrive."""


class ChannelFailed(SendError):
    """The channel failed, or the connection broke. The message is not the cause, and it may have arrived."""


class Unanswered(SendError):
    """The request was written, and no answer came in time. The message probably arrived."""


class Throttled(SendError):
    """The channel's rate limit. The channel accepted nothing, and the message is valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG picture with caption and buttons; `words` replace it where no picture can be sent."""

    png: bytes
    filename: str
    caption: Message
    words: Markup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file with a caption."""

    content: bytes
    filename: str
    caption: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file stored by this channel (photo, document, voice or video), by the channel's reference."""

    kind: str
    reference: str
    caption: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLink:
    """A picture that the channel downloads from our URL."""

    url: str
    caption: Message


Outgoing = Say | Rewrite | Acknowledge | Picture | Document | KeptFile | PictureLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """An incoming event. Its `key` stays the same when the channel redelivers it.

    `arrived_at` is the time of arrival if the event waited for its turn, else None. `name` is the account's display
    name, if the channel reports one.
    """

    key: str
    chat: Chat
    event: Happening
    arrived_at: datetime | None = None
    name: str = ""


Arrived = Incoming | DeadLetter
"""What a channel delivers: an event, or an update that could not be parsed."""


class Channel(Protocol):
    """A messaging channel."""

    name: str

    def parts(self, outgoing: Outgoing) -> Sequence[Outgoing]:
        """Split an outgoing message into parts of one channel message each; a long text becomes several."""
        ...

    async def send(self, chat: Chat, outgoing: Outgoing) -> str:
        """Send one part and return its message id, or '' if there is none; raises SendError."""
        ...
