"""`baocao status`: open rounds, what waits to be sent, channels and how much of their plans is used."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction

from rich.table import Table

from bot.commands.console import console_texts, out
from bot.running import system_now
from bot.settings import Settings
from reminders.thrift import Plan
from storage.database import existing_database
from storage.status import Status, load_status
from texts import Catalogue
from texts.written import Writer


def show_status() -> None:
    """Print how things stand; raises what keeps the database from being read."""
    settings, texts = Settings(), console_texts()
    now = system_now().astimezone(settings.zone)
    status = asyncio.run(_load(settings.database_url, now))
    if status.rounds:
        out().print(_rounds(status, texts))
    else:
        out().print(texts.plain("status.no_rounds"))
    if status.oldest is None:
        out().print(texts.plain("status.outbox_empty"))
    else:
        waiting = Writer(texts.language).count(status.waiting)
        out().print(texts.plain("status.outbox", waiting=waiting, age=_whole_seconds(status.oldest)))
    out().print(_channels(status, settings.plans, now, texts))


async def _load(database_url: str, now: datetime) -> Status:
    async with existing_database(database_url) as database, database.reading() as connection:
        return await load_status(connection, now)


def _rounds(status: Status, texts: Catalogue) -> Table:
    writer = Writer(texts.language)
    table = Table(title=texts.plain("status.title_rounds"))
    table.add_column(texts.plain("status.round"))
    table.add_column(texts.plain("status.due"))
    table.add_column(texts.plain("status.submitted"), justify="right")
    for each in status.rounds:
        table.add_row(each.title, writer.date(each.last_day), f"{each.submitted}/{each.total}")
    return table


def _channels(status: Status, plans: Mapping[str, Plan], now: datetime, texts: Catalogue) -> Table:
    table = Table(title=texts.plain("status.title_channels", month=f"{now.month}/{now.year}"))
    table.add_column(texts.plain("status.channel"))
    table.add_column(texts.plain("status.accounts"), justify="right")
    table.add_column(texts.plain("status.messages"), justify="right")
    for name in sorted({*status.users, *status.sent, *plans}):
        plan = plans.get(name, Plan())
        table.add_row(
            texts.plain(f"channel.{name}"),
            _of(status.users.get(name, 0), plan.users, texts),
            _of(status.sent.get(name, 0), plan.messages, texts),
        )
    return table


def _of(used: int, plan: int, texts: Catalogue) -> str:
    """Return '2.400/3.000 (80 %)', or the mere count where there is no limit."""
    writer = Writer(texts.language)
    if not plan:
        return writer.count(used)
    percent = writer.percent_short(Fraction(used, plan))
    return texts.plain("status.of", used=writer.count(used), plan=writer.count(plan), percent=percent)


def _whole_seconds(age: timedelta) -> timedelta:
    return timedelta(seconds=int(age.total_seconds()))
