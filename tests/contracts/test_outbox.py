"""The outbox: planned once, the urgent first, each chat in order, and how each delivery ended."""

from datetime import datetime, timedelta
from typing import Literal

import pytest
from markupsafe import Markup
from pydantic import ValidationError
from sqlalchemy import Row, select, update

from conversations.chat.messages import Button, Message
from conversations.chat.orders import (
    Acknowledge,
    Delivery,
    Parcel,
    Priority,
    Rewrite,
    Say,
    SendDigest,
    SendReminder,
)
from reporting.people.chat import Chat
from storage.database import schema as t
from storage.database.database import Database
from storage.outbox.due import EACH, MOST_STRANGERS
from storage.outbox.outbox import DeliveryOutcome, Moved, Outbox, Postponed, Queued, put_parcels
from tests.support.small_office import NOW

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
    return [queued.parcel.key for queued in (await outbox.look(now, most)).due]


async def first(outbox: Outbox, now: datetime = NOW) -> Queued:
    return (await outbox.look(now, 1)).due[0]


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
    (queued,) = (await outbox.look(NOW, 10)).due
    assert queued.parcel == parcel("k")
    await outbox.settle([DeliveryOutcome(queued=queued, state="sent", at=NOW, message="17")])
    await put(database, parcel("k", delivery=again))
    assert await keys(outbox) == []


async def test_nothing_to_put_is_no_error(database: Database) -> None:
    await put(database)
    assert (await Outbox(database).look(NOW, 9)).next_due is None


async def test_the_urgent_comes_first_and_equals_in_the_order_of_planning(database: Database) -> None:
    await put(
        database,
        parcel("reminder", priority=Priority.REMINDER, due_at=NOW - SECOND),
        parcel("reply 1"),
        parcel("ordered", priority=Priority.ORDERED),
        parcel("reply 2", due_at=NOW - SECOND),
        parcel("later", due_at=NOW + SECOND),
    )
    outbox = Outbox(database)
    assert await keys(outbox) == ["reply 1", "reply 2", "ordered", "reminder"]
    assert await keys(outbox, most=2) == ["reply 1", "reply 2"]
    assert (await keys(outbox, NOW + SECOND))[:3] == ["reply 1", "reply 2", "later"]


async def test_a_look_tells_when_more_will_be_due(database: Database) -> None:
    outbox = Outbox(database)
    assert (await outbox.look(NOW, 9)).next_due is None
    await put(database, parcel("b", B, due_at=NOW + 2 * SECOND), parcel("a", due_at=NOW + SECOND))
    assert (await outbox.look(NOW, 9)).next_due == NOW + SECOND
    assert (await outbox.look(NOW + SECOND, 9)).next_due == NOW + 2 * SECOND
    await outbox.settle([DeliveryOutcome(queued=await first(outbox, NOW + 2 * SECOND), state="sent", at=NOW)])
    assert (await outbox.look(NOW + 2 * SECOND, 9)).next_due is None


@pytest.mark.parametrize("state", ["sent", "dropped", "failed"])
async def test_what_is_settled_is_written_down_and_not_due_again(
    database: Database, state: Literal["sent", "dropped", "failed"]
) -> None:
    outbox = Outbox(database)
    await put(database, parcel("k"))
    ended = DeliveryOutcome(
        queued=await first(outbox), state=state, at=NOW + SECOND, message="17", error="why"
    )
    await outbox.settle([ended])
    row = (await rows(database))["k"]
    assert (row.state, row.settled_at, row.message, row.error) == (state, NOW + SECOND, "17", "why")
    assert row.attempts == 1
    assert await keys(outbox, NOW + timedelta(days=99)) == []


async def test_what_is_postponed_holds_back_its_chat_alone(database: Database) -> None:
    real = [NOW]
    outbox = Outbox(database, real=lambda: real[0])
    await put(database, parcel("a1"), parcel("a2"), parcel("b1", B))
    flood = Postponed(queued=await first(outbox), seconds=5, error="Flood control exceeded", counted=True)
    await outbox.settle([flood])
    await put(database, parcel("a3"))
    assert await keys(outbox) == ["b1"]
    await outbox.settle([DeliveryOutcome(queued=await first(outbox), state="sent", at=NOW)])
    assert await keys(outbox) == []
    real[0] += 2 * SECOND
    assert (await outbox.look(NOW, 9)).retry_in == 3
    assert await keys(outbox, NOW + timedelta(days=99)) == [], "the office's clock says nothing about it"
    real[0] += 3 * SECOND
    assert await keys(outbox) == ["a1", "a2", "a3"]
    attempts = {key: row.attempts for key, row in (await rows(database)).items()}
    assert attempts == {"a1": 1, "a2": 0, "a3": 0, "b1": 1}


async def test_a_reminder_of_the_next_morning_holds_nothing_back(database: Database) -> None:
    outbox = Outbox(database)
    await put(database, parcel("reminder", due_at=NOW + timedelta(hours=12)), parcel("reply"))
    assert await keys(outbox) == ["reply"]


async def test_an_attempt_that_never_reached_the_channel_is_not_counted(database: Database) -> None:
    outbox = Outbox(database)
    await put(database, parcel("k"))
    unreached = Postponed(queued=await first(outbox), seconds=0, error="no network", counted=False)
    await outbox.settle([unreached])
    assert (await first(outbox)).attempts == 0


async def test_deliveries_that_end_together_are_written_down_together(database: Database) -> None:
    outbox = Outbox(database)
    await put(database, parcel("a"), parcel("b", B), parcel("c", Chat("telegram", "3")))
    a, b, c = (await outbox.look(NOW, 9)).due
    await outbox.settle(
        [
            DeliveryOutcome(queued=a, state="sent", at=NOW, message="7"),
            Postponed(queued=b, seconds=1, error="Timed out", counted=True),
            DeliveryOutcome(queued=c, state="failed", at=NOW, error="no rights"),
        ]
    )
    states = {key: (row.state, row.message, row.error) for key, row in (await rows(database)).items()}
    assert states == {
        "a": ("sent", "7", None),
        "b": ("queued", None, "Timed out"),
        "c": ("failed", None, "no rights"),
    }
    await outbox.settle([])


async def test_all_that_waits_follows_a_chat_to_its_new_address(database: Database) -> None:
    outbox = Outbox(database)
    await put(database, parcel("a1"), parcel("a2"), parcel("b", B))
    await outbox.settle([Moved(queued=await first(outbox), address="-1007")])
    look = await outbox.look(NOW, 9)
    assert [(each.parcel.key, each.chat.address) for each in look.due] == [
        ("a1", "-1007"),
        ("a2", "-1007"),
        ("b", "2"),
    ]


async def test_a_parcel_that_cannot_be_read_harms_no_other(database: Database) -> None:
    outbox = Outbox(database)
    await put(database, parcel("bad"), parcel("good", B))
    async with database.writing() as connection:
        bad = t.outbox.c.key == "bad"
        await connection.execute(update(t.outbox).where(bad).values(delivery='{"kind":"of a later version"}'))
    one, other = (await outbox.look(NOW, 10)).due
    with pytest.raises(ValidationError):
        _ = one.parcel
    assert other.parcel == parcel("good", B)
    await outbox.settle([DeliveryOutcome(queued=one, state="failed", at=NOW, error="unreadable")])
    assert await keys(outbox) == ["good"]


async def test_in_a_crowd_a_look_takes_each_chats_first_rows(database: Database) -> None:
    others = [Chat("telegram", str(number)) for number in range(10, 13)]
    flood = [parcel(f"a{number:03}") for number in range(100)]
    await put(database, *flood, *(parcel(f"b{chat.address}", chat) for chat in others))
    look = await Outbox(database).look(NOW, 30)
    assert [each.row.key for each in look.due] == [f"a{number:03}" for number in range(EACH)] + [
        "b10",
        "b11",
        "b12",
    ]
    assert look.crowded
    assert not (await Outbox(database).look(NOW, 200)).crowded


async def test_strangers_are_looked_at_apart_and_few_at_a_time(database: Database) -> None:
    outbox = Outbox(database)
    crowd = [Chat("telegram", str(number)) for number in range(100, 400)]
    await put(database, *(parcel(chat.address, chat, priority=Priority.STRANGER) for chat in crowd))
    await put(database, parcel("a"), parcel("b", B, priority=Priority.REMINDER))
    look = await outbox.look(NOW, 10)
    assert [each.row.key for each in look.due[:2]] == ["a", "b"]
    assert [each.chat for each in look.due[2:]] == crowd[:MOST_STRANGERS]
    assert (look.crowded, look.strangers_crowd) == (False, True)
    assert await outbox.strangers_waiting() == 300
    assert await outbox.waiting([A, B, Chat("telegram", "7")]) == {A: 1, B: 1}
