"""Private chats: a person, the bot, and their messages."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sandbox.telegram.keyboards import callback_data
from sandbox.world.people import PhoneOwner
from sandbox.world.wire import Wire


@dataclass(frozen=True, slots=True)
class BotAccount:
    """The bot's account."""

    id: int
    username: str
    first_name: str
    token: str

    def user(self) -> Wire:
        """Return the bot as a User object."""
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneMessage:
    """A message's current version; an edit creates a new record.

    `content` holds the Bot API fields of its kind (text, photo, ...), `keyboard` the inline keyboard, and `offered`
    all callback data it ever showed, because a user may press a button that has just disappeared.
    """

    id: int
    from_bot: bool
    sent: datetime
    content: Wire
    keyboard: Wire | None = None
    has_reply_keyboard: bool = False
    edited: datetime | None = None
    offered: frozenset[str] = frozenset()

    def with_keyboard(self, keyboard: Wire | None) -> "PhoneMessage":
        """Return the message with another inline keyboard, or None."""
        return replace(self, keyboard=keyboard, offered=self.offered | set(callback_data(keyboard)))


@dataclass(slots=True)
class PhoneChat:
    """A person's chat with the bot; `commands` are chat-specific, or None for the default ones."""

    person: PhoneOwner
    bot: BotAccount
    begun: bool = False
    blocked: bool = False
    keyboard: Wire | None = None
    commands: list[Wire] | None = None
    messages: dict[int, PhoneMessage] = field(default_factory=dict)

    def user(self) -> Wire:
        """Return the person as a User object."""
        person = self.person
        return {"id": person.id, "is_bot": False, "first_name": person.first_name, "language_code": "vi"}

    def wire(self) -> Wire:
        """Return the chat as a Chat object."""
        return {"id": self.person.id, "type": "private", "first_name": self.person.first_name}

    def message(self, message: PhoneMessage) -> Wire:
        """Return a message as a Bot API Message object."""
        wire: Wire = {
            "message_id": message.id,
            "from": self.bot.user() if message.from_bot else self.user(),
            "chat": self.wire(),
            "date": int(message.sent.timestamp()),
        }
        if message.edited:
            wire["edit_date"] = int(message.edited.timestamp())
        wire |= message.content
        if message.keyboard:
            wire["reply_markup"] = message.keyboard
        return wire

    def history(self) -> list[Wire]:
        """Return all messages, oldest first."""
        return [self.message(message) for message in self.messages.values()]
