"""Delivery at work on an office's outbox, with a channel and a time that are played."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from markupsafe import Markup
from sqlalchemy import Row, select

from bot.channels.channel import Channel, Outgoing
from bot.monitoring.metrics import UNMEASURED, Metrics
from bot.outbound.pacer import Pacer, Rates
from bot.outbound.renderer import OrderRenderer
from bot.outbound.sender import Delivery, Outlet
from conversations.chat.messages import Message
from conversations.chat.orders import Acknowledge, Parcel, Priority, Say
from conversations.chat.orders import Delivery as Order
from reporting.people.chat import Chat
from reporting.rounds.working_days import WorkingCalendar
from storage.database import schema as t
from storage.outbox.outbox import Outbox, put_parcels
from storage.queries.documents import DocumentQueries
from tests.support.small_office import NOW, ZONE, SmallOffice
from tests.support.timeouts import LONGEST

AT_ONCE = Rates(per_second=1e6, burst=1000, chat_per_second=1e6, chat_burst=1000)


class PlayedTime:
    """A clock that stands still but for those who wait for it; the office's goes along unless it is put somewhere."""

    def __init__(self) -> None:
        self.moment = NOW
        self.office: datetime | None = None
        self.waited: list[float] = []

    def now(self) -> datetime:
        """Return the office's time."""
        return self.office or self.moment

    def real(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return (self.moment - NOW).total_seconds()

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.moment += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class PlayedChannel:
    """A channel that notes what is sent, fails as it is told, and holds those chats up that it is told to."""

    name = "telegram"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.failures: dict[str, list[Exception]] = defaultdict(list)
        self.failure: Exception | None = None  # of every sending
        self.held_up: dict[str, asyncio.Event] = {}
        self.holding = asyncio.Event()
        self._sending = asyncio.Condition()

    def parts(self, outgoing: Outgoing) -> Sequence[Outgoing]:
        if isinstance(outgoing, Say) and "|" in outgoing.message.text:
            return [
                Say(message=Message(text=Markup.escape(part))) for part in outgoing.message.text.split("|")
            ]
        return [outgoing]

    async def send(self, chat: Chat, outgoing: Outgoing) -> str:
        text = self._text(outgoing)
        if chat.address in self.held_up:
            self.holding.set()
            await self.held_up[chat.address].wait()
        if self.failure is not None:
            raise self.failure
        if self.failures[text]:
            raise self.failures[text].pop(0)
        self.sent.append((chat.address, text))
        async with self._sending:
            self._sending.notify_all()
        return str(len(self.sent))

    async def has_sent(self, number: int) -> None:
        """Return when so many messages were sent."""
        async with asyncio.timeout(LONGEST), self._sending:
            await self._sending.wait_for(lambda: len(self.sent) >= number)

    def to(self, chat: Chat) -> list[str]:
        """Return what was sent to one chat."""
        return [text for address, text in self.sent if address == chat.address]

    @staticmethod
    def _text(outgoing: Outgoing) -> str:
        match outgoing:
            case Say(message=message):
                return str(message.text)
            case Acknowledge(press=press):
                return f"acknowledged {press}"
            case other:
                return type(other).__name__


@dataclass(kw_only=True)
class PostOffice:
    """An office's outbox with its delivery running."""

    office: SmallOffice
    time: PlayedTime = field(default_factory=PlayedTime)
    channel: PlayedChannel = field(default_factory=PlayedChannel)
    delivery: Delivery

    async def put(
        self,
        chat: Chat,
        *orders: str | Order,
        priority: Priority = Priority.REPLY,
        due_at: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        """Put texts or orders into the outbox."""
        parcels = [
            Parcel(
                key=f"{chat.address}:{priority}:{order}",
                chat=chat,
                priority=priority,
                due_at=due_at or self.time.now(),
                delivery=Say(message=Message(text=Markup.escape(order))) if isinstance(order, str) else order,
                until=until,
            )
            for order in orders
        ]
        async with self.office.database.writing() as connection:
            await put_parcels(connection, parcels)

    async def put_to_all(self, crowd: Sequence[Chat], text: str) -> None:
        """Put one reminder to each chat into the outbox."""
        said = Say(message=Message(text=Markup.escape(text)))
        async with self.office.database.writing() as connection:
            await put_parcels(
                connection,
                [
                    Parcel(
                        key=f"{chat.address}:{text}",
                        chat=chat,
                        priority=Priority.REMINDER,
                        due_at=self.time.now(),
                        delivery=said,
                    )
                    for chat in crowd
                ],
            )

    async def settled(self) -> None:
        """Have the outbox looked at and return when everything due has been delivered."""
        self.delivery.wake()
        async with asyncio.timeout(LONGEST):
            await self.delivery.idle()

    async def pass_time(self, seconds: float) -> None:
        """Move the clock and let happen what is due then."""
        self.time.moment += timedelta(seconds=seconds)
        await self.settled()

    async def outcomes(self) -> list[tuple[str, int]]:
        """Return the state and the attempts of every parcel in the order of planning."""
        return [(row.state, row.attempts) for row in await self.rows()]

    async def rows(self) -> Sequence[Row[tuple[object, ...]]]:
        async with self.office.database.reading() as connection:
            return (await connection.execute(select(t.outbox).order_by(t.outbox.c.id))).all()


def new_delivery(
    office: SmallOffice,
    channel: Channel,
    time: PlayedTime,
    *,
    rates: Rates = AT_ONCE,
    outbox: Outbox | None = None,
    last_words: float = 0.0,
    metrics: Metrics = UNMEASURED,
) -> Delivery:
    readings = DocumentQueries(office.database, office.shelf, ZONE)
    return Delivery(
        outbox or Outbox(office.database, real=time.real),
        {channel.name: Outlet(channel=channel, pacer=Pacer(rates, time.seconds, time.sleep))},
        OrderRenderer(readings, WorkingCalendar(), now=time.now, zone=ZONE),
        now=time.now,
        last_words=last_words,
        metrics=metrics,
    )


@asynccontextmanager
async def post_office(
    office: SmallOffice, *, rates: Rates = AT_ONCE, last_words: float = 0.0
) -> AsyncIterator[PostOffice]:
    """Run a delivery with a played time and channel while the block runs."""
    time, channel = PlayedTime(), PlayedChannel()
    delivery = new_delivery(office, channel, time, rates=rates, last_words=last_words)
    async with at_work(delivery):
        async with asyncio.timeout(LONGEST):
            await delivery.idle()  # its first look is over: it looks again when it is woken
        yield PostOffice(office=office, time=time, channel=channel, delivery=delivery)


@asynccontextmanager
async def at_work(delivery: Delivery) -> AsyncIterator[None]:
    """Run a delivery while the block runs, and stop it before anybody closes its database."""
    running = asyncio.create_task(delivery.run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
