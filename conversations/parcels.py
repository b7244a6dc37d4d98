"""A delivery on its way to a chat."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from conversations.chats import Chat
from conversations.deliveries import Delivery


class Priority(IntEnum):
    """What goes first when several deliveries are due."""

    REPLY = 0
    ORDERED = 1  # asked for by somebody who waits: a digest, a workbook
    REMINDER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A delivery on its way to a chat; `key` is the same whenever the same thing is planned."""

    key: str
    chat: Chat
    priority: Priority
    due_at: datetime
    delivery: Delivery
