"""The network between one bot and its Zalo users: chats, groups, events, plan."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.telegram.chats import BotAccount, PhoneChat, PhoneMessage
from sandbox.world.feed import Feed
from sandbox.world.files import FileStore
from sandbox.world.people import PhoneOwner
from sandbox.world.wire import Wire
from sandbox.zalo.events import EventQueue
from sandbox.zalo.plan import Quota


def zalo_id(*parts: object) -> str:
    """Return an id in Zalo's format: twenty hexadecimal digits, a hash."""
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:20]


def user_id(person: PhoneOwner) -> str:
    """Return a person's Zalo user id, which is also the private chat's id."""
    return zalo_id("user", person.id)


@dataclass(slots=True, kw_only=True)
class ZaloNetwork:
    """The network's state, changed by the bot's methods and by the phones.

    Chats use the page's message format, `sandbox.telegram.chats`.
    """

    bot: BotAccount
    now: Callable[[], datetime]
    feed: Feed
    events: EventQueue
    quota: Quota
    files: FileStore
    next_message_id: int
    chats: dict[int, PhoneChat] = field(default_factory=dict)
    by_user: dict[str, PhoneChat] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)

    @property
    def bot_id(self) -> str:
        """The bot's Zalo id."""
        return zalo_id("bot", self.bot.token)

    def settle(self, people: Iterable[PhoneOwner]) -> None:
        """Give each person a phone with an empty chat."""
        for person in people:
            self.chats[person.id] = self.by_user[user_id(person)] = PhoneChat(person, self.bot)

    def post(self, chat: PhoneChat, content: Wire, *, from_bot: bool) -> PhoneMessage:
        """Add a message to a chat."""
        message = PhoneMessage(id=self.new_number(), from_bot=from_bot, sent=self.now(), content=content)
        chat.messages[message.id] = message
        self.feed.publish("message", person=chat.person.id, message=chat.message(message))
        return message

    def new_number(self) -> int:
        """Return the next message number; the bot sees it as `zalo_id("message", number)`."""
        number = self.next_message_id
        self.next_message_id += 1
        return number

    def milliseconds(self) -> int:
        """Return the current time in milliseconds, the unit of message dates."""
        return int(self.now().timestamp() * 1000)

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
            "keyboard": None,
        }
