"""What waits, as the health page and the metrics tell it."""

from datetime import timedelta

from markupsafe import Markup

from conversations.chat.events import Typed
from conversations.chat.messages import Message
from conversations.chat.orders import Parcel, Priority, Say
from reporting.people.chat import Chat
from storage.database.database import Database
from storage.maintenance.status import Vitals, load_vitals
from storage.outbox.outbox import put_parcels
from storage.turns.dead_letters import DeadLetter, DeadLetters
from tests.support.small_office import NOW

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
