"""`baocao undelivered`: messages that were given up, looked at, sent again, dropped."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from bot.commands.clock import office_now
from bot.commands.console import console_texts, out
from bot.commands.spoken import Commands
from bot.settings import Settings
from storage.database import database_to_read, existing_database
from storage.given_up import drop_given_up, load_given_up, send_again
from texts import Catalogue
from texts.written import Writer


class NoSuchMessage(Exception):
    """No message of that number was given up."""


def undelivered_commands(texts: Catalogue) -> typer.Typer:
    """Return the commands, explained in one language."""
    app = Commands(texts)
    number = typer.Argument(help=texts.plain("undelivered.help.id"))
    every = typer.Option("--all", help=texts.plain("undelivered.help.all"))

    @app.command("list", help=texts.plain("undelivered.help.list"))
    def _list() -> None:
        asyncio.run(_list_all())

    @app.command("send", help=texts.plain("undelivered.help.send"))
    def _send(
        message_id: Annotated[int | None, number] = None, *, everything: Annotated[bool, every] = False
    ) -> None:
        _one_or_all(message_id, everything=everything)
        asyncio.run(_change(message_id, again=True))

    @app.command("drop", help=texts.plain("undelivered.help.drop"))
    def _drop(
        message_id: Annotated[int | None, number] = None, *, everything: Annotated[bool, every] = False
    ) -> None:
        _one_or_all(message_id, everything=everything)
        asyncio.run(_change(message_id, again=False))

    return app


def _one_or_all(message_id: int | None, *, everything: bool) -> None:
    if (message_id is None) != everything:
        raise typer.BadParameter(console_texts().plain("undelivered.one_or_all"))


async def _list_all() -> None:
    texts, zone = console_texts(), Settings().zone
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


async def _change(message_id: int | None, *, again: bool) -> None:
    texts = console_texts()
    async with existing_database(Settings().database_url) as database, database.writing() as connection:
        if again:
            changed = await send_again(connection, message_id, office_now())
        else:
            changed = await drop_given_up(connection, message_id)
    if message_id is not None and not changed:
        raise NoSuchMessage(str(message_id))
    name = "undelivered.sent_again" if again else "undelivered.dropped"
    out().print(texts.plain(name, count=Writer(texts.language).count(changed)))
