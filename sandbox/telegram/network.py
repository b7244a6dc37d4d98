"""The network between one bot and its people: chats, files, updates, button presses."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from sandbox.telegram.chats import BotAccount, PhoneChat, PhoneMessage
from sandbox.telegram.keyboards import callback_data
from sandbox.telegram.limits import FloodControl
from sandbox.telegram.updates import UpdateQueue
from sandbox.world.feed import Feed
from sandbox.world.files import FileStore
from sandbox.world.people import PhoneOwner
from sandbox.world.wire import Wire

QUERY_SECONDS = 15.0
"""The lifetime of a button press; later answers are rejected."""


@dataclass(slots=True)
class CallbackQuery:
    """A button press waiting for the bot's answer; `asked_at` is in seconds of `Network.time`."""

    id: str
    person_id: int
    message_id: int
    data: str
    asked_at: float


@dataclass(slots=True, kw_only=True)
class Network:
    """The network's state, changed by the bot's methods and by the phones."""

    bot: BotAccount
    now: Callable[[], datetime]
    time: Callable[[], float]
    feed: Feed
    updates: UpdateQueue
    flood: FloodControl
    next_message_id: int
    chats: dict[int, PhoneChat] = field(default_factory=dict)
    files: FileStore = field(default_factory=FileStore)
    queries: dict[str, CallbackQuery] = field(default_factory=dict)
    query_numbers: Iterator[int] = field(default_factory=lambda: count(1))
    commands: list[Wire] = field(default_factory=list)

    def settle(self, people: Iterable[PhoneOwner]) -> None:
        """Give each person a phone with an empty chat."""
        for person in people:
            self.chats[person.id] = PhoneChat(person, self.bot)

    def post(
        self,
        chat: PhoneChat,
        content: Wire,
        *,
        from_bot: bool,
        keyboard: Wire | None = None,
        reply: bool = False,
    ) -> PhoneMessage:
        """Add a message to a chat; `reply` marks a message with a reply keyboard."""
        message = PhoneMessage(
            id=self.next_message_id,
            from_bot=from_bot,
            sent=self.now(),
            content=content,
            keyboard=keyboard,
            has_reply_keyboard=reply,
            offered=frozenset(callback_data(keyboard)),
        )
        self.next_message_id += 1
        chat.messages[message.id] = message
        self.feed.publish("message", person=chat.person.id, message=chat.message(message))
        return message

    def edit(self, chat: PhoneChat, message: PhoneMessage) -> PhoneMessage:
        """Replace a message by its edited record."""
        message = replace(message, edited=self.now())
        chat.messages[message.id] = message
        self.feed.publish("edited", person=chat.person.id, message=chat.message(message))
        return message

    def delete(self, chat: PhoneChat, message: PhoneMessage) -> None:
        """Delete a message from a chat."""
        del chat.messages[message.id]
        self.feed.publish("deleted", person=chat.person.id, message_id=message.id)

    def show_keyboard(self, chat: PhoneChat, keyboard: Wire | None) -> None:
        """Set a chat's reply keyboard."""
        chat.keyboard = keyboard
        self.publish_person(chat)

    def publish_person(self, chat: PhoneChat) -> None:
        """Publish a chat's state to the pages."""
        self.feed.publish("person", person=self.person(chat))

    def person(self, chat: PhoneChat) -> Wire:
        """Return a person and the chat's state in the page's format."""
        return {
            "id": chat.person.id,
            "app": chat.person.app,
            "first_name": chat.person.first_name,
            "role_title": chat.person.role_title,
            "start_code": chat.person.start_code,
            "begun": chat.begun,
            "blocked": chat.blocked,
            "keyboard": chat.keyboard,
            "commands": chat.commands,
        }
