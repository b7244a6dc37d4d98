"""Revisions of the register: shown, and with `apply` written in one transaction."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.settings import Settings
from cli.clock import office_now
from cli.register_report import RegisterReport
from cli.terminal import out, problems
from documents.loading.problems import Problem
from reporting.units.diff import compare_registers
from reporting.units.history import Register
from storage.database.database import NoDatabase, database_to_read, open_database
from storage.units.audit import note_changes
from storage.units.history import load_register, store_register
from texts.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A planned revision of the register; `unchanged` is the number of rows without a change."""

    before: Register
    after: Register
    problems: tuple[Problem, ...] = ()
    unchanged: int | None = None


Plan = Callable[[Register, date], Revised]
"""Plans a revision, from the current register and today's date."""


def revise(plan: Plan, *, apply: bool) -> Revised:
    """Plan a revision of the stored register; with `apply` write it if there are no problems. Raises NoDatabase."""
    return asyncio.run(_revised(plan, apply=apply, begin=False))


def revise_or_begin(plan: Plan, words: Catalogue, *, apply: bool) -> Revised:
    """Revise the register; if there is no database, create one with `apply`, and say so."""
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
    """Print the changes and whether they are written; with problems print those and exit with status 1."""
    report = RegisterReport(words, whole=whole)
    if revised.problems:
        refuse(report.problems(revised.problems, "unit"))
    differences = compare_registers(revised.before, revised.after)
    print_changes(
        report.changes(differences, revised.after, revised.unchanged),
        words,
        apply=apply,
        anything=bool(differences),
    )


def print_changes(lines: Iterable[str], words: Catalogue, *, apply: bool, anything: bool) -> None:
    """Print the changes, and whether they are written."""
    for line in lines:
        out().print(line, markup=False)
    message = ("register.written" if apply else "register.dry_run") if anything else "register.same"
    out().print(words.plain(message), markup=False)


def refuse(lines: Iterable[str]) -> NoReturn:
    """Print error lines and exit with status 1."""
    for line in lines:
        problems().print(line, markup=False)
    raise click.exceptions.Exit(1)


@contextmanager
def counting(words: Catalogue, rows: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar over `rows` rows; the yielded function advances it by one."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    console = problems()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(words.plain("register.reading"), total=rows)
        yield lambda: progress.advance(task)
