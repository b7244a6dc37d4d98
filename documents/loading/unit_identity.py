"""Identification of each row's unit: a known one or a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from documents.loading.problems import Problem
from documents.loading.unit_codes import code_widths
from documents.loading.unit_rows import UnitRow
from reporting.units.history import Life, Register
from reporting.units.search import UnitSearch
from reporting.units.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifiedRow:
    """A row with its unit; `known` is None for a new unit."""

    row: UnitRow
    unit_id: int
    code: str
    known: Life | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifiedRows:
    """The rows with identified units, a search over all units that rows may name, and the other rows' problems."""

    units: tuple[IdentifiedRow, ...]
    search: UnitSearch
    problems: tuple[Problem, ...]


def identify(rows: Sequence[UnitRow], register: Register) -> IdentifiedRows:
    """Identify the unit of each row; new units get ids after the register's last."""
    known = {unit.code: unit for unit in (life.on(date.max) for life in register)}
    written = {row.code.text: _unit(0, row.code.text, row) for row in rows if not row.code.is_number}
    widths = code_widths({**known, **written}.values())
    search = UnitSearch.of_register(known.values())
    first = max((life.id for life in register), default=0) + 1
    found: dict[str, IdentifiedRow] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=first):
        same = search.with_code(row.code.text)
        code = same.code if same else row.code.text
        problem = _problem(row, same, widths) or _twice(row, found.get(code))
        if problem:
            problems.append(problem)
        else:
            life = register.get(same.id) if same else None
            found[code] = IdentifiedRow(row=row, unit_id=life.id if life else number, code=code, known=life)
    new = {each.code: _unit(each.unit_id, each.code, each.row) for each in found.values() if not each.known}
    return IdentifiedRows(
        units=tuple(found.values()),
        search=UnitSearch.of_register({**known, **new}.values()),
        problems=tuple(problems),
    )


def _problem(row: UnitRow, known: Unit | None, widths: Mapping[str, int]) -> Problem | None:
    """Return the problem that prevents identifying a row's unit."""
    code = row.code.text
    if not code:
        return Problem(fault="missing", row=row.number, column="code")
    if known is not None:
        return None
    if not row.name:
        return Problem(fault="missing", row=row.number, column="name")
    if row.kind is None:
        return Problem(fault="missing", row=row.number, column="kind")
    width = widths.get(row.kind, 0)
    if row.code.is_number and len(code) < width:
        whole = {"value": code, "whole": code.zfill(width)}
        return Problem(fault="zeros_lost", row=row.number, column="code", parameters=whole)
    return None


def _twice(row: UnitRow, other: IdentifiedRow | None) -> Problem | None:
    if other is None:
        return None
    parameters = {"value": other.code, "other": str(other.row.number)}
    return Problem(fault="twice", row=row.number, column="code", parameters=parameters)


def _unit(unit_id: int, code: str, row: UnitRow) -> Unit:
    return Unit(id=unit_id, code=code, name=row.name, kind=row.kind or "", traits=row.traits)
