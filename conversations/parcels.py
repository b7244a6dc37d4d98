"""A delivery on its way to a chat."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from conversations.chats import Chat
from conversations.deliveries import Delivery


class Priority(IntEnum):
    """What goes first when several deliveries are due. The numbers are stored; `rank` is the order."""

    REPLY = 0
    ORDERED = 1  # asked for by somebody who waits: a digest, a workbook
    REMINDER = 2
    STRANGER = 3  # a reply to who has not joined: after every other reply, and in a share of the pace

    @property
    def rank(self) -> int:
        """Where it stands among what is due to different chats."""
        return _ORDER.index(self)

    @property
    def in_chat(self) -> int:
        """Where it stands among what is due to one chat: all replies keep the order of what they answer."""
        return int(Priority.REPLY if self is Priority.STRANGER else self)


_ORDER = (Priority.REPLY, Priority.STRANGER, Priority.ORDERED, Priority.REMINDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A delivery on its way to a chat; `key` is the same whenever the same thing is planned.

    A channel that fails is tried again until `until`, by the office's clock; None is what is usual for its kind.
    """

    key: str
    chat: Chat
    priority: Priority
    due_at: datetime
    delivery: Delivery
    until: datetime | None = None
