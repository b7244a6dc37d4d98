"""`baocao links`: revoke links to files and pictures before they expire."""

import asyncio

import click

from bot.settings import Settings
from cli.terminal import out
from storage.database.database import existing_database
from storage.outbox.links import Links
from texts import Catalogue


def revoke(texts: Catalogue, person: int | None, *, everything: bool) -> None:
    """Revoke the links of one person or all."""
    if (person is None) != everything:
        raise click.BadParameter(texts.plain("links.one_or_all"))
    closed = asyncio.run(_close(person))
    out().print(texts.plain("links.revoked", n=closed))


async def _close(person_id: int | None) -> int:
    async with existing_database(Settings().database_url) as database:
        return await Links(database).revoke(person_id)
