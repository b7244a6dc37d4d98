"""The sample district and its neighbours in a database in memory, and the dialogues played on it step by step."""

import asyncio
import atexit
from collections.abc import Collection, Coroutine
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Executable, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.effects import RemindNow, Reply, Tell
from conversations.chat.events import Event, InGroup, Shared
from conversations.chat.session import Session
from conversations.chat.step import Step
from conversations.dialogue import converse
from demo.district import ISSUED, ZONE, load_sample
from reporting.people.chat import Chat
from reporting.people.invitation import hash_code
from reporting.people.person import Person
from reporting.people.phones import hash_phone
from reporting.queries.query import Query
from reporting.queries.reports import ReportById, ReportView
from storage.database import schema as t
from storage.database.database import Database
from storage.people.invitation_codes import invite
from storage.people.people import add_person
from storage.requested_change import RequestedChange
from storage.rounds import rounds as register
from storage.rounds.forms import FormShelf
from storage.turns.turn import Turn, Visitor, open_turn
from storage.units.units import add_units
from tests.support import neighbours
from tests.support.memory_database import empty_image, image_of, memory_database, memory_engine

_R = TypeVar("_R")


async def settle_sample(database: Database) -> None:
    """Put the sample district and its neighbours into an empty database."""
    shelf = FormShelf()
    await load_sample(database, shelf)
    async with database.writing() as connection:
        await add_units(connection, neighbours.UNITS)
        await _settle_neighbours(connection)
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


async def _settle_neighbours(connection: AsyncConnection) -> None:
    for name, kind, unit, code in neighbours.PEOPLE:
        person_id = await add_person(connection, name, kind, unit.id, ISSUED)
        await invite(connection, person_id, hash_code(code), neighbours.EXPIRES)
    for person_id, number in neighbours.PHONES.items():
        same = t.people.c.id == person_id
        await connection.execute(update(t.people).where(same).values(phone_hash=_hashed(number)))


@cache
def settled_image() -> bytes:
    """Return the content of the database in which the sample is settled."""
    empty = empty_image()

    async def make() -> bytes:
        async with memory_database(empty) as database:
            await settle_sample(database)
            return await image_of(database)

    return asyncio.run(make())


class SampleOffice:
    """An office's database in memory for tests that are not asynchronous themselves."""

    def __init__(self, image: bytes | None = None) -> None:
        self._database = Database(memory_engine(settled_image() if image is None else image))

    def copy(self) -> "SampleOffice":
        """Return an office in which nothing that happens changes this one."""
        return SampleOffice(_run(image_of(self._database)))

    def take(self, chat: Chat, event: Event | Shared, now: datetime) -> Step:
        """Advance a chat by one event and write down what it leads to."""
        step = self.talk(chat, event, now)
        self.settle(chat, step, now)
        return step

    def talk(
        self, chat: Chat, event: Event | Shared | InGroup, now: datetime, session: Session | None = None
    ) -> Step:
        """Return what an event leads to and write nothing; in a group its sender is who counts.

        `session` stands in for where the chat stands.
        """
        return _run(self._talk(chat, event, now, session))

    def settle(self, chat: Chat, step: Step, now: datetime) -> None:
        """Write down a step: the session, then every change."""
        _run(self._settle(chat, step, now))

    def visitors(self, chats: Collection[Chat]) -> dict[Chat, Visitor]:
        """Return where each chat stands and whose it is."""
        return _run(self._visitors(chats))

    def session(self, chat: Chat) -> Session:
        """Return where a chat stands."""
        return self.visitors([chat])[chat].session

    def person_in(self, chat: Chat) -> Person | None:
        """Return who has joined from a chat."""
        return self.visitors([chat])[chat].person

    def ask(self, query: Query[_R], now: datetime = ISSUED) -> _R:
        """Answer a dialogue's query."""
        reply: _R = _run(self._ask(query, now))
        return reply

    def view(self, report_id: int) -> ReportView:
        """Return a report with its form, its place in the tree and its predecessor."""
        view = self.ask(ReportById(report_id))
        assert view is not None
        return view

    def answers(self) -> int:
        """Return how many answers were ever recorded."""
        return _run(self._count())

    def change(self, *statements: Executable) -> None:
        """Change the database past the program."""
        _run(self._change(statements))

    async def _talk(
        self, chat: Chat, event: Event | Shared | InGroup, now: datetime, session: Session | None
    ) -> Step:
        person_in = event.sender if isinstance(event, InGroup) else chat
        async with self._turn(now) as turn:
            visitors = await turn.visitors({chat, person_in})
            talk = converse(session or visitors[chat].session, visitors[person_in].person, event, now)
            try:
                query = next(talk)
                while True:
                    (reply,) = await turn.replies([query])
                    query = talk.send(reply)
            except StopIteration as end:
                step: Step = end.value
                return step

    async def _settle(self, chat: Chat, step: Step, now: datetime) -> None:
        async with self._turn(now) as turn:
            person = (await turn.visitors([chat]))[chat].person
            await turn.welcome_back([chat])
            changes = [
                RequestedChange(chat=chat, person_id=person.id if person else None, effect=effect)
                for effect in step.effects
                if not isinstance(effect, RemindNow | Tell | Reply)
            ]
            await turn.write([(chat, step.session)], changes, [])

    async def _visitors(self, chats: Collection[Chat]) -> dict[Chat, Visitor]:
        async with self._turn(ISSUED) as turn:
            return await turn.visitors(chats)

    async def _ask(self, query: Query[Any], now: datetime) -> Any:  # noqa: ANN401 -- a reply's type is its query's business
        async with self._turn(now) as turn:
            return (await turn.replies([query]))[0]

    async def _count(self) -> int:
        async with self._database.reading() as connection:
            return int((await connection.execute(select(func.count()).select_from(t.answers))).scalar_one())

    async def _change(self, statements: Collection[Executable]) -> None:
        async with self._database.writing() as connection:
            for statement in statements:
                await connection.execute(statement)

    def _turn(self, now: datetime) -> AbstractAsyncContextManager[Turn]:
        return open_turn(self._database, _SHELF, ZONE, now, _hashed)


_SHELF = FormShelf()
"""The compiled forms, which are the same in every copy."""


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    atexit.register(loop.close)
    return loop


def _run(doing: Coroutine[Any, Any, _R]) -> _R:
    return _loop().run_until_complete(doing)


def _hashed(number: str) -> str:
    return hash_phone(number, neighbours.PHONE_KEY)
