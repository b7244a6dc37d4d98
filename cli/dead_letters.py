"""`baocao dead-letter`: list, show, replay and drop events whose handling failed."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import click
from rich.table import Table

from bot.settings import Settings
from cli.clock import clock
from cli.terminal import out
from storage.database.database import OUTAGES, Database, database_to_read, existing_database
from storage.rounds.forms import FormShelf
from storage.turns.dead_letters import DeadLetters, KeptLetter
from texts import Catalogue
from texts.formatting import Writer


class NoSuchLetter(Exception):
    """There is no dead letter with this number."""


class LettersFailed(Exception):
    """Replayed letters failed again; the message lists their numbers."""


def list_all(texts: Catalogue) -> None:
    """List the letters that are not replayed yet."""
    asyncio.run(_list_letters(texts))


def show(texts: Catalogue, letter_id: int) -> None:
    """Show a letter with its content and traceback; raises NoSuchLetter."""
    asyncio.run(_show_letter(texts, letter_id))


def replay_letters(texts: Catalogue, letter_id: int | None, *, everything: bool) -> None:
    """Replay one letter or all; raises NoSuchLetter and LettersFailed."""
    if (letter_id is None) != everything:
        raise click.BadParameter(texts.plain("dead_letter.one_or_all"))
    asyncio.run(_replay_letters(texts, letter_id))


def drop(texts: Catalogue, letter_id: int) -> None:
    """Drop a letter; raises NoSuchLetter."""
    asyncio.run(_drop_letter(texts, letter_id))


@asynccontextmanager
async def _database() -> AsyncIterator[tuple[Database, DeadLetters]]:
    async with existing_database(Settings().database_url) as database:
        yield database, DeadLetters(database)


@asynccontextmanager
async def _to_read() -> AsyncIterator[DeadLetters]:
    async with database_to_read(Settings().database_url) as database:
        yield DeadLetters(database)


async def _list_letters(texts: Catalogue) -> None:
    async with _to_read() as letters:
        waiting = await letters.waiting()
    if not waiting:
        out().print(texts.plain("dead_letter.none"))
        return
    table = Table()
    for column in ("id", "at", "channel", "kind", "failure"):
        table.add_column(texts.plain(f"dead_letter.{column}"))
    for kept in waiting:
        letter = kept.letter
        table.add_row(str(kept.id), _moment(kept, texts), letter.chat.channel, letter.kind, letter.failure)
    out().print(table)


async def _show_letter(texts: Catalogue, letter_id: int) -> None:
    async with _to_read() as letters:
        kept = await _found(letters, letter_id)
    letter = kept.letter
    heading = texts.plain(
        "dead_letter.heading",
        id=kept.id,
        at=_moment(kept, texts),
        channel=letter.chat.channel,
        address=letter.chat.address,
        kind=letter.kind,
        key=letter.key,
    )
    content = json.dumps(json.loads(letter.content), ensure_ascii=False, indent=2)
    for part in (heading, content.encode(errors="backslashreplace").decode(), letter.trace):
        out().print(part, markup=False)
    if kept.replayed_at is not None:
        out().print(texts.plain("dead_letter.was_replayed"))


async def _replay_letters(texts: Catalogue, letter_id: int | None) -> None:
    """Replay one letter or all; after a failure continue with the next. Raises LettersFailed."""
    from bot.wiring.app import turn_loop  # noqa: PLC0415 -- the whole bot is slow to load, and only this command needs it
    from bot.wiring.replay import replay  # noqa: PLC0415 -- the same

    settings, failed = Settings(), []
    async with _database() as (database, letters):
        chosen: Sequence[KeptLetter] = (
            await letters.waiting() if letter_id is None else [await _found(letters, letter_id)]
        )
        if not chosen:
            out().print(texts.plain("dead_letter.none"))
        turns = turn_loop(database, FormShelf(), settings, clock(settings), _wake_nobody)
        for kept in chosen:
            try:
                await replay(kept, turns)
            except OUTAGES:
                raise
            except Exception as error:
                failed.append(f"{kept.id}: {type(error).__name__}")
            else:
                out().print(texts.plain("dead_letter.replayed", id=kept.id))
    if failed:
        raise LettersFailed("; ".join(failed))


def _wake_nobody() -> None:
    """Do nothing: the running bot polls the outbox."""


async def _drop_letter(texts: Catalogue, letter_id: int) -> None:
    async with _database() as (_, letters):
        if not await letters.drop(letter_id):
            raise NoSuchLetter(str(letter_id))
    out().print(texts.plain("dead_letter.dropped", id=letter_id))


async def _found(letters: DeadLetters, letter_id: int) -> KeptLetter:
    kept = await letters.get(letter_id)
    if kept is None:
        raise NoSuchLetter(str(letter_id))
    return kept


def _moment(kept: KeptLetter, texts: Catalogue) -> str:
    at, writer = kept.at.astimezone(Settings().zone), Writer(texts.language)
    return f"{writer.date(at)} {writer.time(at)}"
