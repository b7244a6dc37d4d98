"""`baocao units`: the register of units from a workbook, and shown."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import out
from bot.commands.parameters import LARGEST_NUMBER
from bot.commands.revising import Revised, conclude, counting, revise_or_begin
from bot.commands.spoken import Commands
from bot.commands.unit_changes import add_unit_changes
from bot.commands.unit_pages import tree_page, unit_page
from bot.commands.unit_words import day_of, unit_of
from bot.commands.workbooks import add_loading, read_workbook
from bot.settings import Settings
from reporting.loading.unit_load import plan_units, read_units
from reporting.loading.unit_rows import WANTED
from reporting.loading.unit_template import unit_template
from reporting.register import Register
from storage.database import database_to_read
from storage.unit_register import load_register
from texts.catalogue import Catalogue

TEMPLATE_COMMAND = "baocao units template"


def unit_commands(texts: Catalogue) -> typer.Typer:
    """Return the commands, explained in one language."""
    app = Commands(texts)
    add_loading(app, texts, "unit", unit_template, load)
    on = typer.Option("--on", help=texts.plain("register.help.tree_on"))
    below = typer.Option("--below", help=texts.plain("register.help.below"))
    depth = typer.Option("--depth", help=texts.plain("register.help.depth"), min=1, max=LARGEST_NUMBER)

    @app.command("list", help=texts.plain("register.help.unit_list"))
    def _list(
        below: Annotated[str, below] = "", on: Annotated[str, on] = "", depth: Annotated[int, depth] = 9
    ) -> None:
        day = day_of(on, texts) if on else date.max
        register = _register()
        top = unit_of(below, register, texts).id if below else None
        out().print(tree_page(register, day, top, depth, texts))

    @app.command("show", help=texts.plain("register.help.unit_show"))
    def _show(unit: Annotated[str, typer.Argument(help=texts.plain("register.help.unit"))]) -> None:
        register = _register()
        for line in unit_page(register, unit_of(unit, register, texts), texts):
            out().print(line, markup=False)

    add_unit_changes(app, texts)
    return app


def load(file: Path, words: Catalogue, *, apply: bool, whole: bool) -> None:
    """Load a workbook of units: shown what would change, and written if `apply`."""
    columns = ", ".join(words.plain(f"register.unit_heading.{column}") for column in sorted(WANTED))
    sheet = read_workbook(file, read_units, words, columns=columns, command=TEMPLATE_COMMAND)
    with counting(words, len(sheet.rows)) as seen:

        def plan(register: Register, today: date) -> Revised:
            load = plan_units(sheet, register, today, seen)
            return Revised(
                before=register, after=load.after, problems=load.problems, unchanged=load.unchanged
            )

        revised = revise_or_begin(plan, words, apply=apply)
    if sheet.ignored:
        out().print(words.plain("register.ignored", columns=", ".join(sheet.ignored)), markup=False)
    conclude(revised, words, apply=apply, whole=whole)


def _register() -> Register:
    async def read() -> Register:
        async with database_to_read(Settings().database_url) as database, database.reading() as connection:
            return await load_register(connection)

    return asyncio.run(read())
