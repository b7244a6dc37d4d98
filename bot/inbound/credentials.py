"""What an event brings towards joining: the hash of a code or of a phone number."""

from collections.abc import Callable, Collection
from datetime import datetime

from bot.channels.channel import Incoming
from conversations.chat.events import Opened, Shared, Typed
from reporting.people.chat import Chat
from reporting.people.invitation import hash_code, looks_like_code
from storage.database.database import Database
from storage.people.joining_chats import Credentials, load_joining


async def joining_chats(
    database: Database, now: Callable[[], datetime], events: Collection[Incoming]
) -> Collection[Chat]:
    """Return the chats of these events that are about to join."""
    async with database.reading() as connection:
        return await load_joining(connection, [_credentials(each) for each in events], now())


def _credentials(incoming: Incoming) -> Credentials:
    match incoming.event:
        case Opened(code=code) if code:
            return Credentials(chat=incoming.chat, code_hash=hash_code(code))
        case Typed(text=text) if looks_like_code(text):
            return Credentials(chat=incoming.chat, code_hash=hash_code(text))
        case Shared(phone_hash=phone_hash) if phone_hash:
            return Credentials(chat=incoming.chat, phone_hash=phone_hash)
        case _:
            return Credentials(chat=incoming.chat)
