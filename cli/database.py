"""`baocao backup`, `baocao restore` and `baocao database copy`."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.settings import Settings
from cli.clock import office_now
from cli.terminal import console_texts, out, problems
from storage.database.database import OUTAGES, StorageError, open_database
from storage.database.sqlite_types import real_now
from storage.maintenance.backup import back_up, note_backup, restore
from storage.maintenance.copy import Content, copy_database
from texts import Catalogue
from texts.formatting import Writer

OnProgress = Callable[[int, int], None]


def back_up_database(texts: Catalogue, file: Path) -> None:
    """Copy the whole database into a new SQLite file."""
    url = Settings().database_url
    with _progress() as told:
        of_this_version = asyncio.run(back_up(url, file, told))
    if of_this_version:
        _note(url, texts)
    size = Writer(texts.language).number(Decimal(file.stat().st_size // 10_000) / 100)
    out().print(texts.plain("database.backed_up", file=str(file), size=size))


def restore_database(texts: Catalogue, file: Path) -> None:
    """Replace the database with a backup."""
    with _progress() as told:
        kept = asyncio.run(restore(Settings().database_url, file, real_now(), told))
    out().print(texts.plain("database.restored", file=str(file)))
    if kept:
        out().print(texts.plain("database.kept", file=str(kept)))


def _note(url: str, texts: Catalogue) -> None:
    """Record the backup for `baocao status`; print a warning if that fails, because the file itself is good."""
    try:
        asyncio.run(note_backup(url, office_now()))
    except (StorageError, *OUTAGES):
        problems().print(texts.plain("commandline.backup_unnoted"))


def copy(texts: Catalogue, source_url: str, target_url: str) -> None:
    """Copy a database into another, empty one."""
    with _progress() as told:
        copied = asyncio.run(_copied(source_url, target_url, told))
    write = Writer(texts.language).count
    rows, tables = write(sum(each.rows for each in copied)), write(len(copied))
    out().print(texts.plain("database.copied", rows=rows, tables=tables))


async def _copied(source_url: str, target_url: str, told: OnProgress) -> tuple[Content, ...]:
    async with (
        open_database(source_url, overhaul=True, begin=False) as source,
        open_database(target_url, overhaul=True) as target,
    ):
        return await copy_database(source, target, told)


@contextmanager
def _progress() -> Iterator[OnProgress]:
    """Show a progress bar from the first call of the yielded function on."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    progress = Progress(*columns, console=problems(), transient=True)
    task = progress.add_task(console_texts().plain("database.copying"), total=None)

    def told(done: int, total: int) -> None:
        progress.start()
        progress.update(task, completed=done, total=total)

    try:
        yield told
    finally:
        if progress.live.is_started:  # stop() would print an empty line otherwise
            progress.stop()
