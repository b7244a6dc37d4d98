"""Where a transcript is played: the real turn over a database, in a process that restarts for every message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import select

from bot.channels.channel import Incoming
from bot.inbound.turn_loop import TurnLoop
from bot.outbound.renderer import OrderRenderer
from conversations.chat.events import Event, Shared
from conversations.chat.messages import Message
from conversations.chat.orders import (
    Delivery,
    Parcel,
    Priority,
    Say,
    SendEscalation,
    SendInvitation,
    SendInvitations,
    SendReminder,
)
from conversations.supervising.rounds import round_buttons
from demo.district import ISSUED, ZONE, sample_district
from questionnaires.library import questionnaire
from reminders.planner import Planner
from reminders.quiet_hours import QuietHours
from reporting.decisions.decisions import LetterRound, OpenLetter
from reporting.people.chat import Chat
from reporting.people.phones import hash_phone
from reporting.queries.query import Query
from reporting.queries.reports import OwnReports
from reporting.rounds.working_days import WorkingCalendar
from storage.database import schema as t
from storage.database.database import Database
from storage.queries.documents import DocumentQueries
from storage.queries.handlers import Replies
from storage.queries.reminders import StoredWatch
from storage.rounds.forms import FormShelf
from storage.turns.decisions import carry_out
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


CALLED = {"telegram": "baocao_hoaan_bot", "zalo": "Bot Báo cáo Hòa An"}
"""By what name people find the bot, as the channels told it."""

DIGEST = paragraphs(["(ảnh tổng hợp tuần)"])
"""What stands for a digest here: the picture and its words are the reporting room's and tested there."""

_DELIVERY: TypeAdapter[Delivery] = TypeAdapter(Delivery)


class Stage:
    """The real turn over a real database; every message meets a process that has just been started."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._now = ISSUED
        self._keys = 0
        self._seen = 0
        self._told: set[int] = set()

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

    async def ask(self, query: Query[Any], now: datetime) -> Any:  # noqa: ANN401 -- a reply's type is its query's business
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
            return Message(text=DIGEST, rows=round_buttons(view, catalogue("vi")))
        return await self._made(
            SendEscalation(person_id=person_id, round_id=view.round.id, unit_id=view.unit.id), now
        )

    async def open_letter(self, names: Sequence[str], now: datetime) -> None:
        """Open letter 431 of the district for all its communes."""
        district = sample_district()
        communes = tuple(unit.id for unit in district.communes)
        async with self._database.writing() as connection:
            forms = [
                await FormShelf().put(connection, each.workbook, each.file.name, now, each.lists)
                for each in map(questionnaire, names)
            ]
            decision = OpenLetter(
                unit_id=district.supervisor.unit.id,
                number="431/SGD&ĐT-ĐTBD",
                issued_on=date(2020, 4, 17),
                issuer="Sở Giáo dục và Đào tạo tỉnh Cao Bằng",
                subject="xây dựng xã hội học tập",
                period="2019",
                due=date(2020, 5, 8),
                inclusive=False,
                rounds=tuple(
                    LetterRound(form_hash=form.content_hash, title=form.title, unit_ids=communes)
                    for form in forms
                ),
            )
            await carry_out(connection, None, decision, now)

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
