"""`baocao units load|list|show`: the register of units."""

import asyncio
from datetime import date
from pathlib import Path

from bot.settings import Settings
from cli.arguments import day_of, unit_of
from cli.terminal import out
from cli.unit_pages import tree_page, unit_page
from cli.unit_revision import Revised, conclude, counting, revise_or_begin
from cli.workbooks import read_workbook
from documents.loading.unit_load import plan_units, read_units
from documents.loading.unit_rows import WANTED
from reporting.units.history import Register
from storage.database.database import database_to_read
from storage.units.history import load_register
from texts.catalogue import Catalogue

TEMPLATE_COMMAND = "baocao units template"


def load(texts: Catalogue, file: Path, *, apply: bool, whole: bool) -> None:
    """Load a workbook of units: print the changes, and write them if `apply`; raises UnusableFile."""
    columns = ", ".join(texts.plain(f"register.unit_heading.{column}") for column in sorted(WANTED))
    sheet = read_workbook(file, read_units, texts, columns=columns, command=TEMPLATE_COMMAND)
    with counting(texts, len(sheet.rows)) as seen:

        def plan(register: Register, today: date) -> Revised:
            load = plan_units(sheet, register, today, seen)
            return Revised(
                before=register, after=load.after, problems=load.problems, unchanged=load.unchanged
            )

        revised = revise_or_begin(plan, texts, apply=apply)
    if sheet.ignored:
        out().print(texts.plain("register.ignored", columns=", ".join(sheet.ignored)), markup=False)
    conclude(revised, texts, apply=apply, whole=whole)


def list_units(texts: Catalogue, below: str, on: str, depth: int) -> None:
    """Print the tree of units on a day, by default today."""
    day = day_of(on, texts) if on else date.max
    register = _register()
    top = unit_of(below, register, texts).id if below else None
    out().print(tree_page(register, day, top, depth, texts))


def show(texts: Catalogue, unit: str) -> None:
    """Print a unit with its history."""
    register = _register()
    for line in unit_page(register, unit_of(unit, register, texts), texts):
        out().print(line, markup=False)


def _register() -> Register:
    async def read() -> Register:
        async with database_to_read(Settings().database_url) as database, database.reading() as connection:
            return await load_register(connection)

    return asyncio.run(read())
