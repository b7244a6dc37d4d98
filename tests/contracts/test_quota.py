"""Messages are counted by channel and month as they are sent."""

from datetime import UTC, datetime, timedelta

from conversations.chat.orders import Acknowledge, Parcel, Priority
from reporting.people.chat import Chat
from storage.database.database import Database
from storage.outbox.outbox import DeliveryOutcome, Outbox, put_parcels
from storage.outbox.quota import count_messages, load_sent, load_users
from tests.support.small_office import HOA, MINH, NOW, SmallOffice

LAST_OF_APRIL = datetime(2020, 4, 30, 16, 59, tzinfo=UTC)
"""In Hanoi a minute to midnight."""


async def test_counts_add_up_month_by_month(database: Database) -> None:
    may = LAST_OF_APRIL + timedelta(minutes=1)
    for sent in (
        [("zalo", LAST_OF_APRIL, 2), ("zalo", LAST_OF_APRIL, 1), ("telegram", LAST_OF_APRIL, 5)],
        [("zalo", LAST_OF_APRIL, 4), ("zalo", may, 1), ("telegram", may, 0)],
        [],
    ):
        async with database.writing() as connection:
            await count_messages(connection, sent)
    async with database.reading() as connection:
        assert await load_sent(connection, LAST_OF_APRIL) == {"zalo": 7, "telegram": 5}
        assert await load_sent(connection, may) == {"zalo": 1}


async def test_what_was_sent_is_counted_where_it_is_settled(database: Database) -> None:
    chat = Chat("zalo", "z1")
    async with database.writing() as connection:
        await put_parcels(
            connection,
            [
                Parcel(
                    key=key, chat=chat, priority=Priority.REPLY, due_at=NOW, delivery=Acknowledge(press="1")
                )
                for key in "abc"
            ],
        )
    outbox = Outbox(database)
    first, second, third = (await outbox.look(NOW, 9)).due
    await outbox.settle(
        [
            DeliveryOutcome(queued=first, state="sent", at=NOW, message="1", messages=3),
            DeliveryOutcome(queued=second, state="dropped", at=NOW),
            DeliveryOutcome(queued=third, state="failed", at=NOW, error="–"),
        ]
    )
    async with database.reading() as connection:
        assert await load_sent(connection, NOW) == {"zalo": 3}


async def test_users_are_accounts_by_channel(office: SmallOffice) -> None:
    await office.join(HOA, MINH)
    async with office.database.reading() as connection:
        assert await load_users(connection) == {"telegram": 2}
