"""What is typed on the command line for a unit or a day."""

import asyncio
from collections.abc import Iterable
from datetime import date

from bot.commands.clock import office_now
from bot.commands.revising import refuse
from bot.settings import Settings
from reporting.loading.codes import by_code
from reporting.loading.unit_rows import EARLIEST
from reporting.loading.unit_story import candidates
from reporting.names import FoundUnit, UnsureUnits
from reporting.register import Life, Register
from reporting.units import Unit
from storage.database import database_to_read
from storage.units_today import load_units_today
from texts.catalogue import Catalogue
from texts.typed.dates import as_day, read_date


def unit_of(text: str, register: Register, words: Catalogue) -> Life:
    """Return the unit of a code or name, or say that there is none, or which it may be."""
    return register[unit_named(text, (life.on(date.max) for life in register), words).id]


def unit_named(text: str, units: Iterable[Unit], words: Catalogue) -> Unit:
    """Return the one of some units that has that code or name, or say that there is none, or which it may be."""
    found = by_code(units).find(text)
    if isinstance(found, UnsureUnits):
        refuse([words.plain("register.fault.unsure_unit", value=text, candidates=candidates(found.units))])
    if not isinstance(found, FoundUnit):
        refuse([words.plain("register.no_such_unit", value=text)])
    return found.unit


def unit_today(text: str, words: Catalogue, *, former: bool = False) -> Unit:
    """Return the unit of that code or name that exists today; with `former` it may have ended with people in it."""
    return unit_named(text, units_today(former=former), words)


def units_today(*, former: bool = False) -> tuple[Unit, ...]:
    """Return the units that exist today; with `former` those too that ended with people still in them."""

    async def loaded() -> tuple[Unit, ...]:
        async with database_to_read(Settings().database_url) as database, database.reading() as connection:
            return await load_units_today(connection, former=former)

    return asyncio.run(loaded())


def day_of(text: str, words: Catalogue) -> date:
    """Return a day that is not to come, or say what is wrong with it."""
    today = office_now().date()
    day = as_day(read_date(text, today=today))
    if day is None or day < EARLIEST:
        refuse([words.plain("register.fault.day", value=text)])
    if day > today:
        refuse([words.plain("register.fault.future", value=text)])
    return day
