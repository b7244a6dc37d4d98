"""Reading units, audiences and days from the command line."""

import asyncio
from collections.abc import Iterable
from datetime import date

from bot.settings import Settings
from cli.clock import office_now
from cli.terminal import fail
from cli.unit_revision import refuse
from documents.loading.unit_changes import candidates
from documents.loading.unit_rows import EARLIEST
from reporting.rounds.audience import Audience, UnreadableAudience, read_audience
from reporting.units.history import Life, Register
from reporting.units.search import FoundUnit, UnitSearch, UnsureUnits
from reporting.units.unit import Unit
from storage.database.database import database_to_read
from storage.units.current import load_units_today
from texts.catalogue import Catalogue
from texts.parsing.dates import as_day, read_date


def unit_of(text: str, register: Register, words: Catalogue) -> Life:
    """Return the unit with a code or name; exit with status 1 if there is none or the name is ambiguous."""
    return register[unit_named(text, (life.on(date.max) for life in register), words).id]


def unit_named(text: str, units: Iterable[Unit], words: Catalogue) -> Unit:
    """Return the one of `units` with a code or name; exit with status 1 if there is none or several."""
    found = UnitSearch.of_register(units).find(text)
    if isinstance(found, UnsureUnits):
        refuse([words.plain("register.fault.unsure_unit", value=text, candidates=candidates(found.units))])
    if not isinstance(found, FoundUnit):
        refuse([words.plain("register.no_such_unit", value=text)])
    return found.unit


def unit_today(text: str, words: Catalogue, *, former: bool = False) -> Unit:
    """Return today's unit with a code or name; `former` includes ended units that still have people."""
    return unit_named(text, units_today(former=former), words)


def units_today(*, former: bool = False) -> tuple[Unit, ...]:
    """Return today's units; `former` includes ended units that still have people."""

    async def loaded() -> tuple[Unit, ...]:
        async with database_to_read(Settings().database_url) as database, database.reading() as connection:
            return await load_units_today(connection, former=former)

    return asyncio.run(loaded())


def audience_of(text: str, words: Catalogue) -> Audience:
    """Return an audience; exit with status 1 if the text is none."""
    try:
        return read_audience(text)
    except UnreadableAudience as error:
        fail(words.plain("letter.not_an_audience", text=error.text))


def day_of(text: str, words: Catalogue) -> date:
    """Return a day up to today; exit with status 1 for a later one or another text."""
    today = office_now().date()
    day = as_day(read_date(text, today=today))
    if day is None or day < EARLIEST:
        refuse([words.plain("register.fault.day", value=text)])
    if day > today:
        refuse([words.plain("register.fault.future", value=text)])
    return day


def read_day(text: str, texts: Catalogue) -> date:
    """Return a day; exit with status 1 if the text is not a date."""
    day = read_date(text, today=office_now().date())
    if not isinstance(day, date):
        fail(texts.plain("answer.not_a_date", text=text))
    return day
