"""Changes of the register as lines for the terminal."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from documents.loading.problems import Problem
from reporting.units.diff import RegisterChanges, UnitDifference, UnitEnded
from reporting.units.history import Life, Register
from reporting.units.unit_kinds import KINDS
from texts.catalogue import Catalogue
from texts.formatting import Writer

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

MOST_LINES = 25
"""The maximum number of lines per kind of change, unless `whole` is set."""


class RegisterReport:
    """Formats changes and problems in one language; `whole` lists all of them."""

    def __init__(self, words: Catalogue, *, whole: bool = False) -> None:
        self._words = words
        self._writer = Writer(words.language)
        self._whole = whole

    def changes(
        self, changes: RegisterChanges, after: Register, unchanged: int | None = None
    ) -> Iterator[str]:
        """Yield the added, changed and ended units, and the number of unchanged rows.

        `after` is the register after the revision.
        """
        yield from self.listed("added", [self._added(life, after) for life in changes.added])
        yield from self.listed("changed", [self._changed(each) for each in changes.changed])
        yield from self.listed("ended", [self._ended(each) for each in changes.ended])
        if unchanged is not None:
            yield self.unchanged(unchanged)

    def unchanged(self, rows: int) -> str:
        """Return the line with the number of unchanged rows."""
        return self._words.plain("register.changes.unchanged", count=self._writer.count(rows))

    def problems(self, problems: Sequence[Problem], family: str) -> Iterator[str]:
        """Yield the problems with row and column; `family` selects the headings: `unit` or `person`."""
        for each in problems:
            told = {name: self._told(value) for name, value in each.parameters.items()}
            known = {"kinds": ", ".join(KINDS), **told}
            fault = self._words.plain(f"register.fault.{each.fault}", n=None, **known)
            if each.column:
                heading = self._words.plain(f"register.{family}_heading.{each.column}")
                yield self._words.plain("register.place", row=each.row, column=heading, fault=fault)
            elif each.row:
                yield self._words.plain("register.row", row=each.row, fault=fault)
            else:
                yield fault
        if any(each.row for each in problems):
            yield self._words.plain("register.problems", n=len(problems))

    def _told(self, value: str) -> str:
        """Return a parameter of a message; a date in ISO 8601 is formatted."""
        return self._writer.date(date.fromisoformat(value)) if _DAY.fullmatch(value) else value

    def listed(self, name: str, lines: Sequence[str]) -> Iterator[str]:
        """Yield a heading with the number of lines, and at most MOST_LINES lines unless `whole` is set."""
        if not lines:
            return
        yield self._words.plain(f"register.changes.{name}", count=self._writer.count(len(lines)))
        shown = lines if self._whole else lines[:MOST_LINES]
        yield from (f"  {line}" for line in shown)
        if len(lines) > len(shown):
            more = self._writer.count(len(lines) - len(shown))
            yield f"  {self._words.plain('register.changes.more', count=more)}"

    def _added(self, life: Life, after: Register) -> str:
        """Return a line about a new unit with its parent, so that an empty parent cell is noticed."""
        parent_id = life.newest.parent_id
        if parent_id is None:
            return f"+ {unit_label(life)}, {self._words.plain('register.unit.top')}"
        parent = after[parent_id].on(date.max).full_name
        return f"+ {self._words.plain('commandline.added_below', unit=unit_label(life), place=parent)}"

    def _changed(self, each: UnitDifference) -> str:
        what = self._words.plain(f"register.unit_heading.{each.what}")
        message = "register.changes.from" if each.on else "register.changes.corrected"
        on = self._writer.date(each.on) if each.on else ""
        nothing = self._words.plain("register.changes.nothing")
        line = self._words.plain(message, what=what, old=each.old or nothing, new=each.new or nothing, on=on)
        return f"~ {unit_label(each.life)}: {line}"

    def _ended(self, each: UnitEnded) -> str:
        last = self._writer.date(each.life.valid_to or date.max)
        heirs = ", ".join(map(unit_label, each.heirs))
        message = "register.changes.replaced" if heirs else "register.changes.gone"
        return f"- {unit_label(each.life)}: {self._words.plain(message, last=last, heirs=heirs)}"


def unit_label(life: Life) -> str:
    """Return a unit's name with its code: 'xã Nam Tuấn (01279)'."""
    unit = life.on(date.max)
    return f"{unit.full_name} ({unit.code})"
