"""A revision of the register from the command line: shown, and if so ordered written, all of it or nothing."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.commands.clock import office_now
from bot.commands.console import out, problems
from bot.commands.register_report import RegisterReport
from bot.settings import Settings
from reporting.loading.problems import Problem
from reporting.register import Register
from reporting.register_changes import changes
from storage.database import NoDatabase, database_to_read, open_database
from storage.unit_audit import note_changes
from storage.unit_register import load_register, store_register
from texts.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """What a command would make of the register; `unchanged` counts the rows that say nothing new."""

    before: Register
    after: Register
    problems: tuple[Problem, ...] = ()
    unchanged: int | None = None


Plan = Callable[[Register, date], Revised]
"""What a command does with the register as it is, today."""


def revise(plan: Plan, *, apply: bool) -> Revised:
    """Make a plan for the register as it is, and write it if `apply` and nothing is wrong; raises NoDatabase."""
    return asyncio.run(_revised(plan, apply=apply, begin=False))


def revise_or_begin(plan: Plan, words: Catalogue, *, apply: bool) -> Revised:
    """Revise the register; where there is no database yet say so: with this one begins."""
    try:
        return revise(plan, apply=apply)
    except NoDatabase as missing:
        place = str(missing)
    revised = plan(Register(), office_now().date())
    beginning = apply and not revised.problems
    if beginning:
        asyncio.run(_revised(lambda *_: revised, apply=True, begin=True))
    message = "commandline.begun" if beginning else "commandline.begins"
    problems().print(words.plain(message, place=place), markup=False)
    return revised


async def _revised(plan: Plan, *, apply: bool, begin: bool) -> Revised:
    settings = Settings()
    now = office_now()
    if not apply:
        async with database_to_read(settings.database_url) as database, database.reading() as connection:
            return plan(await load_register(connection), now.date())
    async with (
        open_database(settings.database_url, begin=begin) as database,
        database.writing() as connection,
    ):
        revised = plan(await load_register(connection), now.date())
        if not revised.problems:
            await store_register(connection, revised.before, revised.after)
            await note_changes(connection, revised.before, revised.after, now)
        return revised


def conclude(revised: Revised, words: Catalogue, *, apply: bool, whole: bool = False) -> None:
    """Show what changes and whether it has been written, or what is wrong, and then leave with status 1."""
    report = RegisterReport(words, whole=whole)
    if revised.problems:
        refuse(report.problems(revised.problems, "unit"))
    differences = changes(revised.before, revised.after)
    tell(
        report.changes(differences, revised.after, revised.unchanged),
        words,
        apply=apply,
        anything=bool(differences),
    )


def tell(lines: Iterable[str], words: Catalogue, *, apply: bool, anything: bool) -> None:
    """Print what changes, and whether it has been written."""
    for line in lines:
        out().print(line, markup=False)
    message = ("register.written" if apply else "register.dry_run") if anything else "register.same"
    out().print(words.plain(message), markup=False)


def refuse(lines: Iterable[str]) -> NoReturn:
    """Say what is wrong, and leave with status 1."""
    for line in lines:
        problems().print(line, markup=False)
    raise typer.Exit(1)


@contextmanager
def counting(words: Catalogue, rows: int) -> Iterator[Callable[[], None]]:
    """Show how far one has come with so many rows."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    console = problems()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(words.plain("register.reading"), total=rows)
        yield lambda: progress.advance(task)
