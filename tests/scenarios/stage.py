"""Where a transcript is played: the office in memory, or the real turn over a database, restarted for every message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from pydantic import TypeAdapter
from sqlalchemy import select, update

from bot.channels.channel import Incoming
from bot.inbound.turn_loop import TurnLoop
from bot.outbound.renderer import OrderRenderer
from conversations.chat.effects import RemindNow, Tell
from conversations.chat.events import Event, Shared
from conversations.chat.messages import Message
from conversations.chat.orders import (
    Acknowledge,
    Delivery,
    Parcel,
    Priority,
    Rewrite,
    Say,
    SendDigest,
    SendEscalation,
    SendInvitation,
    SendInvitations,
    SendOwnData,
    SendReminder,
    SendWorkbook,
)
from conversations.notices.reminders import escalation, reminder
from conversations.supervising.rounds import round_buttons
from demo.district import ISSUED, ZONE, settle
from reminders.planner import Planner
from reminders.quiet_hours import QuietHours
from reporting.people.chat import Chat
from reporting.people.invitation import hash_code
from reporting.people.phones import hash_phone
from reporting.queries.query import Query
from reporting.queries.reports import OwnReports
from reporting.reports.report import Progress
from reporting.rounds.working_days import WorkingCalendar
from storage.database import schema as t
from storage.database.database import Database
from storage.people.invitation_codes import invite
from storage.people.people import add_person
from storage.queries.documents import DocumentQueries
from storage.queries.handlers import Replies
from storage.queries.reminders import StoredWatch
from storage.rounds import rounds as register
from storage.rounds.forms import FormShelf
from storage.units.units import add_units
from tests.scenarios.fake_office import FakeOffice
from tests.support import neighbours
from texts import catalogue
from texts.markup import paragraphs

Unasked = Literal["reminder", "digest", "escalation"]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What came of one event: the chat's own deliveries, who else was to be reminded, and what others were told."""

    deliveries: tuple[Delivery, ...]
    reminded: tuple[int, ...] = ()
    told: tuple[Message, ...] = ()


class Stage(Protocol):
    """Somewhere a conversation can be played."""

    async def take(self, chat: Chat, event: Event | Shared, now: datetime) -> Sent:
        """Let something happen in a chat."""
        ...

    async def ask(self, query: Query[Any], now: datetime) -> Any:  # noqa: ANN401 -- a reply's type is its query's business
        """Look something up."""
        ...

    async def unasked(self, kind: Unasked, person_id: int, now: datetime) -> Message:
        """Return what is sent to a person without being asked for."""
        ...

    async def news(self, chat: Chat, now: datetime) -> tuple[Message, ...]:
        """Return what a chat is told of what has happened, and was not told before."""
        ...


class MemoryStage:
    """The pure conversations over the office in memory."""

    def __init__(self, office: FakeOffice) -> None:
        self.office = office
        self._planned: set[str] = set()

    async def take(self, chat: Chat, event: Event | Shared, now: datetime) -> Sent:
        """Let something happen in a chat."""
        deliveries: list[Delivery] = []
        reminded: list[int] = []
        told: list[Message] = []
        joined = {account.person_id for account in self.office.accounts.values()}
        for effect in self.office.take(chat, event, now).effects:
            match effect:
                case Say() | Acknowledge() | Rewrite() | SendDigest() | SendWorkbook() | SendOwnData():
                    deliveries.append(effect)
                case Tell(person_id=person_id, message=message) if person_id in joined:
                    told.append(message)
                case RemindNow(key=key, reminder=SendReminder(person_id=person_id)):
                    if key not in self._planned and person_id in joined:
                        reminded.append(person_id)
                    self._planned.add(key)
        return Sent(deliveries=tuple(deliveries), reminded=tuple(reminded), told=tuple(told))

    async def ask(self, query: Query[Any], now: datetime) -> Any:  # noqa: ANN401 -- as the protocol says
        """Look something up."""
        return self.office.reply(query)

    async def unasked(self, kind: Unasked, person_id: int, now: datetime) -> Message:
        """Return what is sent to a person without being asked for."""
        texts = catalogue("vi")
        if kind == "reminder":
            views = [view for view in self.office.own_reports(person_id) if not view.report.submissions]
            return reminder(views, now, texts)
        view = self.office.supervised_rounds(person_id)[0]
        if kind == "digest":
            return Message(text=DIGEST, rows=round_buttons(view, texts, with_digest=False))
        missing = [e.report.unit.name for e in view.units if e.report.progress is not Progress.SUBMITTED]
        overdue = (now.date() - view.round.due.last_day).days
        return escalation(view, missing, overdue, texts)

    async def news(self, chat: Chat, now: datetime) -> tuple[Message, ...]:
        """Return nothing: an office in memory keeps no audit."""
        return ()


CALLED = {"telegram": "baocao_hoaan_bot", "zalo": "Bot Báo cáo Hòa An"}
"""By what name people find the bot, as the channels told it."""

DIGEST = paragraphs(["(ảnh tổng hợp tuần)"])
"""What stands for a digest here: the picture and its words are the reporting room's and tested there."""

_DELIVERY: TypeAdapter[Delivery] = TypeAdapter(Delivery)


class StoredStage:
    """The real turn over a real database; every message meets a process that has just been started."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._now = ISSUED
        self._keys = 0
        self._seen = 0
        self._told: set[int] = set()

    async def settle(self) -> None:
        """Put the sample district and its neighbours into the database."""
        shelf = FormShelf()
        await settle(self._database, shelf)
        async with self._database.writing() as connection:
            await add_units(connection, neighbours.UNITS)
            for name, kind, unit, code in neighbours.PEOPLE:
                person_id = await add_person(connection, name, kind, unit.id, ISSUED)
                await invite(connection, person_id, hash_code(code), neighbours.EXPIRES)
            for person_id, number in neighbours.PHONES.items():
                known = hash_phone(number, neighbours.PHONE_KEY)
                same = t.people.c.id == person_id
                await connection.execute(update(t.people).where(same).values(phone_hash=known))
            await invite(
                connection,
                neighbours.EXPIRED_OFFICER,
                hash_code(neighbours.EXPIRED_CODE),
                neighbours.EXPIRED_AT,
            )
            for title, period, due, unit, workbook, filename in neighbours.ROUNDS:
                form = await shelf.put(connection, workbook, filename, ISSUED)
                await register.open_round(
                    connection,
                    title=title,
                    unit_id=unit.parent_id or unit.id,
                    reporting_units=[unit.id],
                    form_hash=form.content_hash,
                    period=period,
                    due=due,
                    opened_at=ISSUED,
                )

    async def take(self, chat: Chat, event: Event | Shared, now: datetime) -> Sent:
        """Let something happen in a chat."""
        self._now = now
        self._keys += 1
        loop = TurnLoop(
            self._database,
            FormShelf(),
            now=lambda: self._now,
            zone=ZONE,
            calendar=WorkingCalendar(),
            quiet=QuietHours(),
            wake=lambda: None,
            hashed_phones=lambda number: hash_phone(number, neighbours.PHONE_KEY),
        )
        await loop.take([Incoming(key=f"scenario:{self._keys}", chat=chat, event=event)])
        async with self._database.reading() as connection:
            query = select(t.outbox).where(t.outbox.c.id > self._seen).order_by(t.outbox.c.id)
            rows = (await connection.execute(query)).all()
        self._seen = rows[-1].id if rows else self._seen
        planned = [(Chat(row.channel, row.address), _DELIVERY.validate_json(row.delivery)) for row in rows]
        reminders = [delivery for _, delivery in planned if isinstance(delivery, SendReminder)]
        own = [each for to, each in planned if to == chat and not isinstance(each, SendReminder)]
        return Sent(
            deliveries=tuple(
                [
                    Say(message=await self._made(each, now))
                    if isinstance(each, SendInvitation | SendInvitations)
                    else each
                    for each in own
                ]
            ),
            reminded=tuple(each.person_id for each in reminders),
            told=tuple(each.message for to, each in planned if to != chat and isinstance(each, Say)),
        )

    async def ask(self, query: Query[Any], now: datetime) -> Any:  # noqa: ANN401 -- as the protocol says
        """Look something up."""
        async with self._database.reading() as connection:
            return (await Replies(connection, FormShelf(), ZONE).to([query]))[0]

    async def unasked(self, kind: Unasked, person_id: int, now: datetime) -> Message:
        """Return what is sent to a person without being asked for."""
        if kind == "reminder":
            ids = tuple(view.report.id for view in await self.ask(OwnReports(person_id), now))
            return await self._made(SendReminder(person_id=person_id, report_ids=ids), now)
        readings = DocumentQueries(self._database, FormShelf(), ZONE)
        view = (await readings.rounds_of((await readings.person(person_id)).name))[0]
        if kind == "digest":
            return Message(text=DIGEST, rows=round_buttons(view, catalogue("vi"), with_digest=False))
        return await self._made(
            SendEscalation(person_id=person_id, round_id=view.round.id, unit_id=view.unit.id), now
        )

    async def news(self, chat: Chat, now: datetime) -> tuple[Message, ...]:
        """Have everything planned that is due, and return the news for a chat that it was not told before."""
        await Planner(StoredWatch(self._database, ZONE), WorkingCalendar(), ZONE).plan(now)
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(t.outbox).order_by(t.outbox.c.id))).all()
        self._seen = rows[-1].id if rows else self._seen
        told = [
            row
            for row in rows
            if row.key.startswith("news:")
            and (row.channel, row.address) == (chat.channel, chat.address)
            and row.due_at <= now
            and row.id not in self._told
        ]
        self._told |= {row.id for row in told}
        made = [await self._say(_DELIVERY.validate_json(row.delivery), now) for row in told]
        return tuple(message for messages in made for message in messages)

    async def _made(
        self, delivery: SendReminder | SendEscalation | SendInvitation | SendInvitations, now: datetime
    ) -> Message:
        (message,) = await self._say(delivery, now)
        return message

    async def _say(self, delivery: Delivery, now: datetime) -> list[Message]:
        readings = DocumentQueries(self._database, FormShelf(), ZONE)
        maker = OrderRenderer(readings, WorkingCalendar(), now=lambda: now, zone=ZONE, called=lambda: CALLED)
        parcel = Parcel(
            key="unasked", chat=Chat("", ""), priority=Priority.REMINDER, due_at=now, delivery=delivery
        )
        return [made.message for made in await maker.make(parcel) if isinstance(made, Say)]
