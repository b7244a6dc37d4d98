"""The turn loop on an office: events in, what came of them out."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.channel import Arrived, Incoming
from bot.inbound.turn_loop import TurnLoop
from bot.monitoring.metrics import UNMEASURED, Metrics
from conversations.chat.events import Event
from conversations.chat.orders import Parcel, Say
from conversations.chat.session import Session
from reminders.quiet_hours import QuietHours
from reporting.people.chat import Chat
from reporting.rounds.working_days import WorkingCalendar
from storage.database import schema as t
from storage.database.database import Database
from storage.outbox.outbox import Queued
from storage.turns.dead_letters import DeadLetters
from tests.support.small_office import NOW, ZONE, SmallOffice


@dataclass(kw_only=True)
class OfficeTurns:
    """A turn loop on an office's database, with a clock that stands and a count of how often it woke delivery."""

    office: SmallOffice
    now: datetime = NOW
    woken: int = 0
    database: Database | None = None
    metrics: Metrics = UNMEASURED

    async def take(self, *arrived: Arrived) -> None:
        await self.loop().take(arrived)

    @property
    def dead_letters(self) -> DeadLetters:
        return DeadLetters(self.office.database)

    def loop(self) -> TurnLoop:
        return TurnLoop(
            self.database or self.office.database,
            self.office.shelf,
            now=lambda: self.now,
            zone=ZONE,
            calendar=WorkingCalendar(),
            quiet=QuietHours(),
            wake=self._wake,
            metrics=self.metrics,
            seconds=lambda: 0.0,
        )

    async def parcels(self) -> list[Parcel]:
        """Return everything in the outbox that is not settled, in the order in which it was put there."""
        waiting = select(t.outbox).where(t.outbox.c.state == "queued").order_by(t.outbox.c.id)
        async with self.office.database.reading() as connection:
            return [Queued.of(row).parcel for row in await connection.execute(waiting)]

    async def said(self, chat: Chat) -> list[str]:
        """Return the texts that wait for a chat."""
        parcels = await self.parcels()
        return [
            str(parcel.delivery.message.text)
            for parcel in parcels
            if parcel.chat == chat and isinstance(parcel.delivery, Say)
        ]

    async def session(self, chat: Chat) -> Session:
        async with self.office.turn() as turn:
            return (await turn.visitors([chat]))[chat].session

    async def answers(self, unit_id: int) -> list[tuple[str, str]]:
        """Return what was recorded for a unit's report of this year, in order: names and values."""
        report_id = self.office.this_year[unit_id]
        query = select(t.answers).where(t.answers.c.report_id == report_id).order_by(t.answers.c.id)
        async with self.office.database.reading() as connection:
            rows = await connection.execute(query)
            return [(row.path.rpartition("/")[2], row.value or row.absence) for row in rows]

    def _wake(self) -> None:
        self.woken += 1


def incoming(key: str, chat: Chat, event: Event) -> Incoming:
    return Incoming(key=key, chat=chat, event=event)


def in_order(chat: Chat, events: Sequence[Event], *, first: int = 1) -> list[Incoming]:
    """Return events of one chat under keys that follow one another."""
    return [
        incoming(f"{chat.address}:{number}", chat, event) for number, event in enumerate(events, start=first)
    ]


class ForwardingDatabase(Database):
    """A database that forwards every transaction to another; subclasses fail or count."""

    def __init__(self, behind: Database) -> None:
        self.behind = behind

    @property
    def dialect(self) -> str:
        return self.behind.dialect

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with self.behind.reading() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        async with self.behind.writing() as connection:
            yield connection


class CountedDatabase(ForwardingDatabase):
    """A database that counts its transactions."""

    transactions = 0

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        self.transactions += 1
        async with super().writing() as connection:
            yield connection


class FullDisk(ForwardingDatabase):
    """A database whose transactions fail when they are to be kept, as long as the disk is full."""

    full = True

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        async with super().writing() as connection:
            yield connection
            if self.full:
                raise OperationalError("COMMIT", {}, RuntimeError("database or disk is full"))
