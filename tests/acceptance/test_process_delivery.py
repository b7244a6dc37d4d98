"""Delivery on the sandbox, which keeps Telegram's limits: in order, in time, and none refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from markupsafe import Markup

from bot.channels.telegram.api import telegram_bot
from bot.channels.telegram.channel import Telegram
from bot.outbound.pacer import Rates
from bot.outbound.sender import Delivery
from conversations.chat.messages import Message
from conversations.chat.orders import Acknowledge, Parcel, Priority, Rewrite, Say
from reporting.people.chat import Chat
from sandbox import Fault, FaultKind, FaultPlan, MovableClock, PhoneOwner, Sandbox, TelegramLimits
from storage.database.database import open_database
from storage.outbox.outbox import put_parcels
from tests.support.delivery import PlayedTime, new_delivery
from tests.support.small_office import NOW, SmallOffice, set_up
from tests.support.timeouts import LONGEST

TOKEN = "7700:sandbox-token"  # noqa: S105 -- opens nothing but this sandbox
PEOPLE = tuple(PhoneOwner(id=101 + number, first_name=f"Hoa {number}", role_title="") for number in range(12))


@dataclass
class Stage:
    office: SmallOffice
    sandbox: Sandbox
    delivery: Delivery
    time: PlayedTime

    async def put(self, person: PhoneOwner, *orders: str | Rewrite | Acknowledge) -> None:
        parcels = [
            Parcel(
                key=f"{person.id}:{order}",
                chat=Chat("telegram", str(person.id)),
                priority=Priority.REPLY,
                due_at=NOW,
                delivery=Say(message=Message(text=Markup.escape(order))) if isinstance(order, str) else order,
            )
            for order in orders
        ]
        async with self.office.database.writing() as connection:
            await put_parcels(connection, parcels)

    async def settled(self) -> None:
        self.delivery.wake()
        async with asyncio.timeout(LONGEST):
            await self.delivery.idle()

    def shown(self, person: PhoneOwner) -> list[str]:
        history = self.sandbox.history(person.id)
        return [message["text"] for message in history if message["from"]["is_bot"]]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    time = PlayedTime()
    sandbox = Sandbox(
        PEOPLE,
        bot_username="baocao_bot",
        token=TOKEN,
        clock=MovableClock(NOW, frozen=True),
        limits=TelegramLimits(),
        time=time.seconds,
    )
    async with (
        open_database(f"sqlite+aiosqlite:///{tmp_path / 'baocao.sqlite'}") as database,
        sandbox.serve() as address,
        telegram_bot(TOKEN, address.base_url, address.base_file_url) as bot,
    ):
        office = await set_up(database)
        for person in PEOPLE:
            sandbox.phone(person.id).start("x")
        delivery = new_delivery(office, Telegram(bot), time, rates=Rates())
        running = asyncio.create_task(delivery.run())
        yield Stage(office, sandbox, delivery, time)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_much_for_many_arrives_in_order_and_none_of_it_too_fast(stage: Stage) -> None:
    texts = [f"tin {number}" for number in range(8)]
    for person in PEOPLE:
        await stage.put(person, *texts)
    await stage.settled()
    assert all(stage.shown(person) == texts for person in PEOPLE)
    assert [request for request in stage.sandbox.requests if not request.ok] == []


async def test_a_text_of_ten_thousand_signs_arrives_whole_and_not_too_fast(stage: Stage) -> None:
    long = "\n".join(f"{number}. Người <b>15-25</b> tuổi & biết chữ: 🏫" for number in range(900))
    await stage.put(PEOPLE[0], long, "sau đó")
    await stage.settled()
    *pieces, last = stage.shown(PEOPLE[0])
    assert "\n".join(pieces) == long
    assert len(pieces) > 7
    assert last == "sau đó"
    assert [request for request in stage.sandbox.requests if not request.ok] == []


async def test_in_bad_weather_everything_still_arrives_in_order(stage: Stage) -> None:
    weather = FaultPlan(
        seed=431,
        faults=(
            Fault(kind=FaultKind.FLOOD, share=0.04, retry_after=2, methods=frozenset({"sendMessage"})),
            Fault(kind=FaultKind.FAILURE, share=0.04, methods=frozenset({"sendMessage"})),
            Fault(kind=FaultKind.LOST_REQUEST, share=0.04, methods=frozenset({"sendMessage"})),
        ),
    )
    stage.sandbox.inflict(weather)  # eight times in a row, until a message is given up, it strikes nobody
    texts = [f"tin {number}" for number in range(12)]
    for person in PEOPLE:
        await stage.put(person, *texts)
    for _ in range(40):
        await stage.settled()
        await stage.time.sleep(60)
    assert all(stage.shown(person) == texts for person in PEOPLE)


async def test_presses_and_messages_that_are_gone_stop_nothing(stage: Stage) -> None:
    gone = Rewrite(target="4711", message=Message(text=Markup("xong")))
    await stage.put(PEOPLE[0], Acknowledge(press="long ago"), gone, "tiếp")
    await stage.settled()
    assert stage.shown(PEOPLE[0]) == ["tiếp"]


async def test_who_has_blocked_the_bot_costs_the_others_nothing(stage: Stage) -> None:
    stage.sandbox.phone(PEOPLE[0].id).block()
    for person in PEOPLE[:2]:
        await stage.put(person, "một", "hai")
    await stage.settled()
    assert (stage.shown(PEOPLE[0]), stage.shown(PEOPLE[1])) == ([], ["một", "hai"])
