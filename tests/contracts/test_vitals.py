"""What waits, as the health page and the metrics tell it."""

from datetime import timedelta

from markupsafe import Markup

from conversations.chats import Chat
from conversations.deliveries import Say
from conversations.events import Typed
from conversations.messages import Message
from conversations.parcels import Parcel, Priority
from storage.database import Database
from storage.dead_letters import DeadLetter, DeadLetters
from storage.outbox import put_parcels
from storage.vitals import Vitals, load_vitals
from tests.contracts.small_office import NOW

CHAT = Chat("telegram", "101")


async def test_nothing_waits_in_an_empty_database(database: Database) -> None:
    assert await load_vitals(database, NOW) == Vitals(outbox=(), dead_letters=0)


async def test_what_waits_is_counted_by_priority_with_its_age(database: Database) -> None:
    parcels = [
        Parcel(
            key=str(seconds),
            chat=CHAT,
            priority=priority,
            due_at=NOW + timedelta(seconds=seconds),
            delivery=Say(message=Message(text=Markup("?"))),
        )
        for seconds, priority in (
            (-7, Priority.REPLY),
            (-3, Priority.REPLY),
            (3600, Priority.REMINDER),
        )
    ]
    async with database.writing() as connection:
        await put_parcels(connection, parcels)
    letters = DeadLetters(database)
    await letters.keep([DeadLetter.of_event("x", CHAT, Typed("?"), ValueError())], NOW)
    vitals = await load_vitals(database, NOW)
    assert [(depth.priority, depth.waiting, depth.age(NOW)) for depth in vitals.outbox] == [
        (Priority.REPLY, 2, 7.0),
        (Priority.REMINDER, 1, 0.0),
    ]
    assert vitals.dead_letters == 1
