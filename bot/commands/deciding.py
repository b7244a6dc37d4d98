"""What the commands of administrators share: something looked up, a decision shown, asked for and carried out."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from bot.commands.asking import agreed
from bot.commands.clock import office_now
from bot.commands.console import out
from bot.commands.form import fail
from bot.settings import Settings
from conversations.decisions import Decision
from conversations.last_day import day_example
from conversations.queries import Query
from reporting.rounds import Due
from reporting.typed_due import read_due
from storage.database import database_to_read, existing_database
from storage.decisions import carry_out
from storage.forms import FormShelf
from storage.replies import Replies
from texts import Catalogue
from texts.typed.dates import read_date
from texts.written import Writer

T = TypeVar("T")


def look_up(query: Query[T]) -> T:
    """Return the reply to a query, outside any conversation."""
    return look_up_all([query])[0]


def look_up_all(queries: Sequence[Query[T]]) -> list[T]:
    """Return the replies to queries of one kind, in their order, outside any conversation."""

    async def asked() -> list[T]:
        settings = Settings()
        async with database_to_read(settings.database_url) as database, database.reading() as connection:
            found: list[T] = await Replies(connection, FormShelf(), settings.zone).to(queries)
            return found

    return asyncio.run(asked())


def decide(decision: Decision, shown: str, done: str, texts: Catalogue, *, sure: bool) -> None:
    """Show what a decision will do, ask unless `sure`, and carry it out."""
    out().print(shown, markup=False)
    if not sure and not agreed(texts.plain("office.really"), texts):
        out().print(texts.plain("decide.left"), markup=False)
        return

    async def carried_out() -> None:
        async with existing_database(Settings().database_url) as database, database.writing() as connection:
            await carry_out(connection, None, decision, office_now())

    asyncio.run(carried_out())
    out().print(done, markup=False)


def read_day(text: str, texts: Catalogue) -> date:
    """Return the day that was typed, or say that it is none."""
    day = read_date(text, today=office_now().date())
    if not isinstance(day, date):
        fail(texts.plain("answer.not_a_date", text=text))
    return day


def read_last_day(text: str, texts: Catalogue) -> Due:
    """Return the deadline that was typed, or say that it is none or past."""
    today = office_now().date()
    due = read_due(text, today=today)
    if due is None:
        fail(texts.plain("keeping.not_a_last_day", text=text, example=day_example(today)))
    if due.last_day < today:
        fail(texts.plain("office.past_day", day=written(due.last_day, texts)))
    return due


def written(day: date, texts: Catalogue) -> str:
    """Return a day as people read it, with its weekday."""
    return Writer(texts.language).day(day)
