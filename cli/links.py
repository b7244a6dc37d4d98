"""`baocao links`: links to files and pictures closed before their time."""

import asyncio
from typing import Annotated

import typer

from bot.settings import Settings
from cli.group import LARGEST_NUMBER, Commands
from cli.terminal import out
from storage.database.database import existing_database
from storage.outbox.links import Links
from texts import Catalogue


def link_commands(texts: Catalogue) -> typer.Typer:
    """Return the commands, explained in one language."""
    app = Commands(texts)

    @app.callback()
    def _links() -> None:
        """Hold the commands together, also while there is but one."""

    @app.command("revoke", help=texts.plain("links.help.revoke"))
    def _revoke(
        person: Annotated[
            int | None, typer.Option(help=texts.plain("links.help.person"), max=LARGEST_NUMBER)
        ] = None,
        *,
        everything: Annotated[bool, typer.Option("--all", help=texts.plain("links.help.all"))] = False,
    ) -> None:
        if (person is None) != everything:
            raise typer.BadParameter(texts.plain("links.one_or_all"))
        closed = asyncio.run(_close(person))
        out().print(texts.plain("links.revoked", n=closed))

    return app


async def _close(person_id: int | None) -> int:
    async with existing_database(Settings().database_url) as database:
        return await Links(database).revoke(person_id)
