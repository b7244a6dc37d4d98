"""The network between one bot and its people: chats, files, updates, pressed buttons."""

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
"""After this long an unanswered press is over: the apps stop waiting, an answer is refused."""


@dataclass(slots=True)
class CallbackQuery:
    """A press of an inline button, waiting for the bot's answer; `asked_at` in seconds of `Network.time`."""

    id: str
    person_id: int
    message_id: int
    data: str
    asked_at: float


@dataclass(slots=True, kw_only=True)
class Network:
    """The state of everything, changed by the bot's methods on one side and by phones on the other."""

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
        """Give every person a phone with an empty chat."""
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
        """Put a new message into a chat; `reply` says that a reply keyboard came with it."""
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
        """Put the changed record of a message in the place of the old one."""
        message = replace(message, edited=self.now())
        chat.messages[message.id] = message
        self.feed.publish("edited", person=chat.person.id, message=chat.message(message))
        return message

    def delete(self, chat: PhoneChat, message: PhoneMessage) -> None:
        """Take a message out of a chat."""
        del chat.messages[message.id]
        self.feed.publish("deleted", person=chat.person.id, message_id=message.id)

    def show_keyboard(self, chat: PhoneChat, keyboard: Wire | None) -> None:
        """Change the reply keyboard below a chat's text field."""
        chat.keyboard = keyboard
        self.publish_person(chat)

    def publish_person(self, chat: PhoneChat) -> None:
        """Tell the pages how a chat stands."""
        self.feed.publish("person", person=self.person(chat))

    def person(self, chat: PhoneChat) -> Wire:
        """Return how the pages see a person and the state of the chat."""
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
