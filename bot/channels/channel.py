"""What every channel can do, whatever its comforts, and how sending can fail."""

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
    """A message could not be sent; `retry_after` is in seconds, None means that trying again is no use."""

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class ChatClosed(SendError):
    """The person has blocked the bot or deleted the account."""


class ChatMoved(SendError):
    """The chat has got another address: a group that became a supergroup."""

    def __init__(self, reason: str, address: str) -> None:
        super().__init__(reason)
        self.address = address


class ChannelUnreachable(SendError):
    """The channel was not reached: nobody answered, or somebody on the way did. Nothing arrived."""


class ChannelFailed(SendError):
    """The channel failed, or the connection broke: the message is not to blame, and may have arrived."""


class Unanswered(SendError):
    """The request was written and nobody answered in time: the message may well have arrived."""


class Throttled(SendError):
    """The channel asks to wait: it has taken nothing, and nothing is wrong with the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture (PNG) with its caption and buttons; `words` stand for it where no picture can be sent."""

    png: bytes
    filename: str
    caption: Message
    words: Markup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file with its caption."""

    content: bytes
    filename: str
    caption: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that this channel keeps already: photo, document, voice or video, by its reference there."""

    kind: str
    reference: str
    caption: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLink:
    """A picture that the channel fetches from an address of ours."""

    url: str
    caption: Message


Outgoing = Say | Rewrite | Acknowledge | Picture | Document | KeptFile | PictureLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Something that arrived: `key` is the same when the channel repeats it.

    `arrived_at` is when, where it had to wait for its turn; None where the turn begins as it arrives. `name` is what
    the channel calls the account, where it says so.
    """

    key: str
    chat: Chat
    event: Happening
    arrived_at: datetime | None = None
    name: str = ""


Arrived = Incoming | DeadLetter
"""What a channel hands over: what somebody did, or an update that nobody could read."""


class Channel(Protocol):
    """A way to reach people."""

    name: str

    def parts(self, outgoing: Outgoing) -> Sequence[Outgoing]:
        """Return what is sent as one message each: a text that is too long for one is cut."""
        ...

    async def send(self, chat: Chat, outgoing: Outgoing) -> str:
        """Send one part and return the message's id, '' where there is none; raises SendError."""
        ...
