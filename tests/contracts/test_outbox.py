"""The outbox: planned once, the urgent first, each chat in order, and how each delivery ended."""

from datetime import datetime, timedelta

import pytest
from markupsafe import Markup
from pydantic import ValidationError
from sqlalchemy import Row, select, update

from conversations.chats import Chat
from conversations.deliveries import Acknowledge, Delivery, Rewrite, Say, SendDigest, SendReminder
from conversations.messages import Button, Message
from conversations.parcels import Parcel, Priority
from storage import schema as t
from storage.database import Database
from storage.outbox import Outbox, Queued, put_parcels
from tests.contracts.small_office import NOW

A, B = Chat("telegram", "1"), Chat("telegram", "2")
SECOND = timedelta(seconds=1)


def parcel(
    key: str,
    chat: Chat = A,
    *,
    priority: Priority = Priority.REPLY,
    due_at: datetime = NOW,
    delivery: Delivery | None = None,
) -> Parcel:
    said = delivery or Say(message=Message(text=Markup.escape(key)))
    return Parcel(key=key, chat=chat, priority=priority, due_at=due_at, delivery=said)


async def put(database: Database, *parcels: Parcel) -> None:
    async with database.writing() as connection:
        await put_parcels(connection, parcels)


async def keys(outbox: Outbox, now: datetime = NOW, most: int = 100) -> list[str]:
    return [queued.parcel.key for queued in await outbox.due(now, most)]


async def first(outbox: Outbox, now: datetime = NOW) -> Queued:
    return (await outbox.due(now, 1))[0]


async def rows(database: Database) -> dict[str, Row[tuple[object, ...]]]:
    async with database.reading() as connection:
        return {row.key: row for row in await connection.execute(select(t.outbox))}


@pytest.mark.parametrize(
    "delivery",
    [
        Say(message=Message(text=Markup("<b>1 &lt; 2</b>"), rows=((Button(label="Đúng", action="1.yes"),),))),
        Rewrite(target="17", message=Message(text=Markup("xong"))),
        Acknowledge(press="4711"),
        SendReminder(person_id=1, report_ids=(3, 4)),
        SendDigest(person_id=1, round_id=2),
    ],
)
async def test_a_parcel_comes_out_as_it_was_put_in(database: Database, delivery: Delivery) -> None:
    whole = parcel("k", priority=Priority.REMINDER, delivery=delivery)
    await put(database, whole)
    assert (await first(Outbox(database))).parcel == whole


async def test_a_key_is_planned_once_whoever_plans_it_again(database: Database) -> None:
    outbox = Outbox(database)
    again = Say(message=Message(text=Markup("again")))
    await put(database, parcel("k"), parcel("k", B, delivery=again))
    await put(database, parcel("k", due_at=NOW - SECOND, delivery=again))
    (queued,) = await outbox.due(NOW, 10)
    assert queued.parcel == parcel("k")
    await outbox.settle(queued, "sent", NOW, message="17")
    await put(database, parcel("k", delivery=again))
    assert await keys(outbox) == []


async def test_nothing_to_put_is_no_error(database: Database) -> None:
    await put(database)
    assert await Outbox(database).next_due(NOW) is None


async def test_the_urgent_comes_first_and_equals_in_the_order_of_planning(database: Database) -> None:
    await put(
        database,
        parcel("broadcast", priority=Priority.BROADCAST),
        parcel("reminder", priority=Priority.REMINDER, due_at=NOW - SECOND),
        parcel("reply 1"),
        parcel("ordered", priority=Priority.ORDERED),
        parcel("reply 2", due_at=NOW - SECOND),
        parcel("later", due_at=NOW + SECOND),
    )
    outbox = Outbox(database)
    assert await keys(outbox) == ["reply 1", "reply 2", "ordered", "reminder", "broadcast"]
    assert await keys(outbox, most=2) == ["reply 1", "reply 2"]
    assert (await keys(outbox, NOW + SECOND))[:3] == ["reply 1", "reply 2", "later"]


async def test_the_next_due_moment_is_the_earliest_that_waits(database: Database) -> None:
    outbox = Outbox(database)
    assert await outbox.next_due(NOW) is None
    await put(database, parcel("b", B, due_at=NOW + 2 * SECOND), parcel("a", due_at=NOW + SECOND))
    assert await outbox.next_due(NOW) == NOW + SECOND
    await outbox.settle(await first(outbox, NOW + SECOND), "sent", NOW)
    assert await outbox.next_due(NOW) == NOW + 2 * SECOND


@pytest.mark.parametrize("state", ["sent", "dropped", "failed"])
async def test_what_is_settled_is_written_down_and_not_due_again(database: Database, state: str) -> None:
    outbox = Outbox(database)
    await put(database, parcel("k"))
    await outbox.settle(await first(outbox), state, NOW + SECOND, message="17", error="why")
    row = (await rows(database))["k"]
    assert (row.state, row.settled_at, row.message, row.error) == (state, NOW + SECOND, "17", "why")
    assert row.attempts == 1
    assert await keys(outbox, NOW + timedelta(days=99)) == []
    assert await outbox.next_due(NOW) is None


async def test_what_is_postponed_holds_back_its_chat_alone(database: Database) -> None:
    outbox = Outbox(database)
    await put(database, parcel("a1"), parcel("a2"), parcel("b1", B))
    until = NOW + 5 * SECOND
    await outbox.postpone(await first(outbox), until, "Flood control exceeded", counted=True)
    await put(database, parcel("a3"))
    assert await keys(outbox) == ["b1"]
    await outbox.settle((await outbox.due(NOW, 1))[0], "sent", NOW)
    assert await keys(outbox) == []
    assert await outbox.next_due(NOW) == until
    assert await keys(outbox, until) == ["a1", "a2", "a3"]
    attempts = {key: row.attempts for key, row in (await rows(database)).items()}
    assert attempts == {"a1": 1, "a2": 0, "a3": 0, "b1": 1}


async def test_a_reminder_of_the_next_morning_holds_nothing_back(database: Database) -> None:
    outbox = Outbox(database)
    await put(database, parcel("reminder", due_at=NOW + timedelta(hours=12)), parcel("reply"))
    assert await keys(outbox) == ["reply"]


async def test_an_attempt_that_never_reached_the_channel_is_not_counted(database: Database) -> None:
    outbox = Outbox(database)
    await put(database, parcel("k"))
    await outbox.postpone(await first(outbox), NOW + SECOND, "no network", counted=False)
    assert (await first(outbox, NOW + SECOND)).attempts == 0


async def test_chats_that_are_being_sent_to_are_left_out(database: Database) -> None:
    outbox = Outbox(database)
    await put(database, parcel("a"), parcel("b", B), parcel("a later", due_at=NOW + SECOND))
    assert [queued.parcel.key for queued in await outbox.due(NOW, 10, but_for={A})] == ["b"]
    assert await outbox.next_due(NOW, but_for={A}) == NOW
    assert await outbox.next_due(NOW, but_for={A, B}) == NOW + SECOND


async def test_a_parcel_that_cannot_be_read_harms_no_other(database: Database) -> None:
    outbox = Outbox(database)
    await put(database, parcel("bad"), parcel("good", B))
    async with database.writing() as connection:
        bad = t.outbox.c.key == "bad"
        await connection.execute(update(t.outbox).where(bad).values(delivery='{"kind":"of a later version"}'))
    one, other = await outbox.due(NOW, 10)
    with pytest.raises(ValidationError):
        _ = one.parcel
    assert other.parcel == parcel("good", B)
    await outbox.settle(one, "failed", NOW, error="unreadable")
    assert await keys(outbox) == ["good"]
