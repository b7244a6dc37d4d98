"""Messages that were given up: counted and listed for those who can do something, sent again or dropped."""

from datetime import timedelta

from conversations.chat.orders import Priority
from reporting.people.chat import Chat
from storage.database.database import Database
from storage.outbox.given_up import count_given_up, drop_given_up, load_given_up, send_again
from storage.outbox.outbox import DeliveryOutcome, Outbox, Postponed
from tests.contracts.test_outbox import keys, parcel, put
from tests.support.small_office import NOW

HOUR = timedelta(hours=1)


async def give_up(database: Database) -> None:
    """Have a reply, a reminder, and a stranger's reply be given up, and one more chat be closed."""
    priorities = (Priority.REPLY, Priority.REMINDER, Priority.STRANGER, Priority.REPLY)
    chats = [Chat("telegram", str(number)) for number in range(len(priorities))]
    await put(
        database,
        *(parcel(c.address, c, priority=priority) for c, priority in zip(chats, priorities, strict=True)),
    )
    outbox = Outbox(database)
    due = {queued.row.key: queued for queued in (await outbox.look(NOW, 9)).due}
    await outbox.settle([Postponed(queued=due["0"], seconds=3, error="Bad Gateway", messages=2)])
    await outbox.settle(
        [
            *(
                DeliveryOutcome(queued=due[key], state="given_up", at=NOW, error="Bad Gateway")
                for key in ("0", "1", "2")
            ),
            DeliveryOutcome(queued=due["3"], state="failed", at=NOW, error="Forbidden", closed=True),
        ]
    )


async def test_what_was_given_up_is_seen_but_for_strangers_and_closed_chats(database: Database) -> None:
    await give_up(database)
    async with database.reading() as connection:
        found = await load_given_up(connection)
        assert [(each.priority, each.error, each.at) for each in found] == [
            (Priority.REPLY, "Bad Gateway", NOW),
            (Priority.REMINDER, "Bad Gateway", NOW),
        ]
        assert await count_given_up(connection) == 2
        assert await count_given_up(connection, NOW + HOUR) == 0


async def test_it_is_sent_again_less_the_parts_that_went(database: Database) -> None:
    await give_up(database)
    async with database.writing() as connection:
        assert await send_again(connection, None, NOW + HOUR) == 2
    again, _ = (await Outbox(database).look(NOW + HOUR, 9)).due
    assert (again.parts, again.attempts, again.row.failing_since) == (2, 0, None)


async def test_one_alone_can_be_sent_again_or_dropped(database: Database) -> None:
    await give_up(database)
    async with database.writing() as connection:
        first, second = await load_given_up(connection)
        assert await send_again(connection, second.id, NOW) == 1
        assert await drop_given_up(connection, first.id) == 1
        assert await drop_given_up(connection, 4711) == 0
        assert await count_given_up(connection) == 0
    assert await keys(Outbox(database)) == ["1"]
