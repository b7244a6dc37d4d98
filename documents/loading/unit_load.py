"""Comparison of a unit workbook with the register: the changes it would make, and its faults."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from documents.loading.problems import Problem
from documents.loading.sheet_rows import FilledSheet, read_sheet
from documents.loading.unit_changes import UnitHistoryReader
from documents.loading.unit_identity import identify
from documents.loading.unit_rows import UNIT_HEADINGS, WANTED, UnitRow, read_unit_row
from reporting.units.diff import RegisterChanges, compare_registers
from reporting.units.history import Life, Register
from reporting.units.revision import Event, ImpossibleChange, Obstacle, Replacement, Revision, UnitChange

_LED_TO = frozenset({Obstacle.UNKNOWN, Obstacle.NOT_UNDER})  # consequences of another row that is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLoad:
    """The result of planning a load, which must not be applied while there are problems."""

    before: Register
    after: Register
    changes: RegisterChanges
    unchanged: int
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]


def read_units(data: bytes, filename: str) -> FilledSheet:
    """Read a unit workbook; raises forms.FormRefused and UnreadableSheet."""
    return read_sheet(data, filename, UNIT_HEADINGS, WANTED)


def plan_units(
    sheet: FilledSheet, register: Register, today: date, seen: Callable[[], None] = lambda: None
) -> UnitLoad:
    """Compare the rows of a workbook with the register; `seen` is called for each processed row.

    A row with a known code changes that unit, a row with any other code creates one.
    """
    rows, problems = _read(sheet, today, seen)
    identified = identify(rows, register)
    stories = UnitHistoryReader(register=register, search=identified.search)
    stories.add(identified.units)
    problems += [*identified.problems, *stories.problems]
    revision = Revision(register)
    impossible = [*_put(revision, stories.lives), *_take(revision, stories.events)]
    if problems:
        impossible = [each for each in impossible if each.parameters["obstacle"] not in _LED_TO]
    after = revision.register
    differences = compare_registers(register, after)
    concerned = differences.ids
    return UnitLoad(
        before=register,
        after=after,
        changes=differences,
        unchanged=sum(each.unit_id not in concerned for each in identified.units),
        problems=tuple(sorted([*problems, *impossible], key=lambda each: each.row)),
        ignored=sheet.ignored,
    )


def _read(sheet: FilledSheet, today: date, seen: Callable[[], None]) -> tuple[list[UnitRow], list[Problem]]:
    """Return the rows that can be parsed completely, and the problems of the others."""
    good: list[UnitRow] = []
    problems: list[Problem] = []
    for row in sheet.rows:
        read, wrong = read_unit_row(row, today)
        problems += wrong
        if not wrong:
            good.append(read)
        seen()
    return good, problems


def _put(revision: Revision, lives: Sequence[tuple[int, Life]]) -> Iterator[Problem]:
    """Apply the state of units, parents before children."""
    waiting = {life.id: (row, life) for row, life in lives}
    for first in list(waiting):
        line: list[tuple[int, Life]] = []
        current: int | None = first
        while current in waiting:
            line.append(waiting.pop(current))
            current = line[-1][1].newest.parent_id
        for row, life in reversed(line):
            try:
                revision.put(life)
            except ImpossibleChange as error:
                yield _problem(error, row)


def _take(revision: Revision, events: Sequence[tuple[int, Event]]) -> Iterator[Problem]:
    """Apply events by date; on one date moves before mergers, children before parents."""
    for row, event in sorted(events, key=lambda each: _order(revision, each[1])):
        try:
            revision.take(event)
        except ImpossibleChange as error:
            yield _problem(error, row)


def _order(revision: Revision, event: Event) -> tuple[date, int, int]:
    match event:
        case UnitChange():
            return event.on, 0, 0
        case Replacement():
            return event.on, 1, -revision.depth(event.unit_id)
        case _:
            return event.on, 2, -revision.depth(event.unit_id)


def _problem(error: ImpossibleChange, row: int) -> Problem:
    parameters = {"obstacle": str(error.obstacle), "code": error.code}
    return Problem(fault=f"impossible_{error.obstacle}", row=row, parameters=parameters)
