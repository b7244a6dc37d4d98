"""`baocao undelivered`: list, resend and drop messages that the bot gave up sending."""

import asyncio

import click
from rich.table import Table

from bot.settings import Settings
from cli.clock import office_now
from cli.terminal import out
from storage.database.database import database_to_read, existing_database
from storage.outbox.given_up import drop_given_up, load_given_up, send_again
from texts import Catalogue
from texts.formatting import Writer


class NoSuchUndelivered(Exception):
    """There is no undelivered message with this number."""


def list_all(texts: Catalogue) -> None:
    """List the messages."""
    asyncio.run(_list_all(texts))


def send(texts: Catalogue, message_id: int | None, *, everything: bool) -> None:
    """Send one message or all again; raises NoSuchUndelivered."""
    _one_or_all(texts, message_id, everything=everything)
    asyncio.run(_change(texts, message_id, again=True))


def drop(texts: Catalogue, message_id: int | None, *, everything: bool) -> None:
    """Drop one message or all; raises NoSuchUndelivered."""
    _one_or_all(texts, message_id, everything=everything)
    asyncio.run(_change(texts, message_id, again=False))


def _one_or_all(texts: Catalogue, message_id: int | None, *, everything: bool) -> None:
    if (message_id is None) != everything:
        raise click.BadParameter(texts.plain("undelivered.one_or_all"))


async def _list_all(texts: Catalogue) -> None:
    zone = Settings().zone
    async with database_to_read(Settings().database_url) as database, database.reading() as connection:
        found = await load_given_up(connection)
    if not found:
        out().print(texts.plain("undelivered.none"))
        return
    table, writer = Table(), Writer(texts.language)
    for column in ("id", "at", "channel", "kind", "error"):
        table.add_column(texts.plain(f"undelivered.{column}"))
    for each in found:
        at, kind = each.at.astimezone(zone), texts.plain(f"undelivered.kind_{each.priority.name.lower()}")
        table.add_row(str(each.id), f"{writer.date(at)} {writer.time(at)}", each.channel, kind, each.error)
    out().print(table)


async def _change(texts: Catalogue, message_id: int | None, *, again: bool) -> None:
    async with existing_database(Settings().database_url) as database, database.writing() as connection:
        if again:
            changed = await send_again(connection, message_id, office_now())
        else:
            changed = await drop_given_up(connection, message_id)
    if message_id is not None and not changed:
        raise NoSuchUndelivered(str(message_id))
    name = "undelivered.sent_again" if again else "undelivered.dropped"
    out().print(texts.plain(name, count=Writer(texts.language).count(changed)))
