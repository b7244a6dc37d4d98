"""Queries and decisions outside a conversation, for the commands of administrators."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from bot.settings import Settings
from cli.clock import office_now
from cli.terminal import agreed, fail, out
from conversations.administering.last_day import day_example
from reporting.decisions.decisions import Decision
from reporting.queries.query import Query
from reporting.rounds.round import Due
from reporting.rounds.typed_due import read_due
from storage.database.database import database_to_read, existing_database
from storage.queries.handlers import Replies
from storage.rounds.forms import FormShelf
from storage.turns.decisions import carry_out
from texts import Catalogue
from texts.formatting import Writer

T = TypeVar("T")


def look_up(query: Query[T]) -> T:
    """Return the reply to a query."""
    return look_up_all([query])[0]


def look_up_all(queries: Sequence[Query[T]]) -> list[T]:
    """Return the replies to queries of one kind, in their order."""

    async def asked() -> list[T]:
        settings = Settings()
        async with database_to_read(settings.database_url) as database, database.reading() as connection:
            found: list[T] = await Replies(connection, FormShelf(), settings.zone).to(queries)
            return found

    return asyncio.run(asked())


def decide(decision: Decision, shown: str, done: str, texts: Catalogue, *, sure: bool) -> None:
    """Print the effect of a decision, ask for confirmation unless `sure`, and execute it."""
    out().print(shown, markup=False)
    if not sure and not agreed(texts.plain("office.really"), texts):
        out().print(texts.plain("decide.left"), markup=False)
        return

    async def carried_out() -> None:
        async with existing_database(Settings().database_url) as database, database.writing() as connection:
            await carry_out(connection, None, decision, office_now())

    asyncio.run(carried_out())
    out().print(done, markup=False)


def read_last_day(text: str, texts: Catalogue) -> Due:
    """Return a deadline; exit with status 1 if the text is not a date or in the past."""
    today = office_now().date()
    due = read_due(text, today=today)
    if due is None:
        fail(texts.plain("keeping.not_a_last_day", text=text, example=day_example(today)))
    if due.last_day < today:
        fail(texts.plain("office.past_day", day=day_in_words(due.last_day, texts)))
    return due


def day_in_words(day: date, texts: Catalogue) -> str:
    """Return a day with its weekday."""
    return Writer(texts.language).day(day)
