"""What is typed on the command line for a unit or a day."""

from datetime import date, datetime

from bot.commands.revising import refuse
from bot.settings import Settings
from reporting.loading.codes import by_code
from reporting.loading.unit_story import candidates
from reporting.names import FoundUnit, UnsureUnits
from reporting.register import Life, Register
from texts.catalogue import Catalogue
from texts.typed.dates import read_date


def unit_of(text: str, register: Register, words: Catalogue) -> Life:
    """Return the unit of a code or name, or say that there is none, or which it may be."""
    found = by_code(life.on(date.max) for life in register).find(text)
    if isinstance(found, UnsureUnits):
        refuse([words.plain("register.fault.unsure_unit", value=text, candidates=candidates(found.units))])
    if not isinstance(found, FoundUnit):
        refuse([words.plain("register.no_such_unit", value=text)])
    return register[found.unit.id]


def day_of(text: str, words: Catalogue) -> date:
    """Return a day that is not to come, or say what is wrong with it."""
    today = datetime.now(Settings().zone).date()
    day = read_date(text, today=today)
    if not isinstance(day, date):
        refuse([words.plain("register.fault.day", value=text)])
    if day > today:
        refuse([words.plain("register.fault.future", value=text)])
    return day
