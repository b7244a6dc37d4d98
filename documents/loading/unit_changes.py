"""The changes that a workbook's rows describe: the state of units, and events in their history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from documents.loading.problems import Problem
from documents.loading.unit_identity import IdentifiedRow
from reporting.units.history import Life, Register, Span
from reporting.units.revision import Ending, Event, Replacement, UnitChange
from reporting.units.search import FoundUnit, UnitSearch, UnsureUnits
from reporting.units.unit import Unit

MOST_CANDIDATES = 6


@dataclass(kw_only=True)
class UnitHistoryReader:
    """Reads a unit workbook's content: the state of its units, and events with their rows."""

    register: Register
    search: UnitSearch
    lives: list[tuple[int, Life]] = field(default_factory=list)
    events: list[tuple[int, Event]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _heirs: dict[tuple[int, date], list[int]] = field(default_factory=dict)
    _rows: dict[tuple[int, date], int] = field(default_factory=dict)

    def add(self, units: Iterable[IdentifiedRow]) -> None:
        """Add the rows' states and events."""
        for each in units:
            parent = self._named(each, "parent", each.row.parent.text) if each.row.parent.text else None
            self._tell(each, parent)
            for old in each.row.replaces:
                self._succeed(each, old)
        for (old_id, on), heirs in self._heirs.items():
            if heirs != [old_id]:
                event = Replacement(unit_id=old_id, heirs=tuple(heirs), on=on)
                self.events.append((self._rows[old_id, on], event))

    def _tell(self, each: IdentifiedRow, parent: Unit | None) -> None:
        row, parent_id = each.row, parent.id if parent else None
        if each.known is None:
            first = Span(since=date.min, name=row.name, kind=row.kind or "", parent_id=parent_id)
            since = row.valid_from or (row.changed_on if row.replaces else None)
            life = Life(id=each.unit_id, code=each.code, valid_from=since, traits=row.traits, spans=(first,))
            self.lives.append((row.number, life))
        else:
            self._compare(each, each.known, parent_id)
        if row.valid_to and not row.replaces:
            self._end(each, row.valid_to)

    def _compare(self, each: IdentifiedRow, known: Life, parent_id: int | None) -> None:
        """Record how a row differs from a known unit: a change from a date on, or a correction."""
        row, newest = each.row, known.newest
        name = row.name if row.name and row.name != newest.name else None
        kind = row.kind if row.kind != newest.kind else None
        moved = parent_id if parent_id != newest.parent_id else None
        right = replace(
            known, traits={**known.traits, **row.traits}, valid_from=row.valid_from or known.valid_from
        )
        if row.changed_on is None:
            span = replace(
                newest,
                name=name or newest.name,
                kind=kind or newest.kind,
                parent_id=moved or newest.parent_id,
            )
            right = replace(right, spans=(*known.spans[:-1], span))
        elif name or kind or moved:
            event = UnitChange(unit_id=known.id, on=row.changed_on, name=name, kind=kind, parent_id=moved)
            self.events.append((row.number, event))
        if right != known:
            self.lives.append((row.number, right))

    def _end(self, each: IdentifiedRow, last: date) -> None:
        if each.known is None or each.known.valid_to is None:
            self.events.append((each.row.number, Ending(unit_id=each.unit_id, on=last + timedelta(days=1))))
        elif each.known.valid_to != last:
            self._wrong("ended_otherwise", each, "valid_to", day=each.known.valid_to.isoformat())

    def _succeed(self, each: IdentifiedRow, text: str) -> None:
        """Record that a unit succeeds an old one."""
        on = each.row.changed_on or each.row.valid_from or (each.known.valid_from if each.known else None)
        if on is None:
            self._wrong("replaces_when", each, "replaces", value=text)
            return
        old = self._named(each, "replaces", text)
        if old is None or (old.id, each.unit_id, on) in self._known_successions:
            return
        self._heirs.setdefault((old.id, on), []).append(each.unit_id)
        self._rows.setdefault((old.id, on), each.row.number)

    @cached_property
    def _known_successions(self) -> set[tuple[int, int, date]]:
        return {(each.old_id, each.new_id, each.on) for each in self.register.successions}

    def _named(self, each: IdentifiedRow, column: str, text: str) -> Unit | None:
        """Return the unit that a cell names; record a problem if it is unknown or ambiguous."""
        match self.search.find(text):
            case FoundUnit(unit):
                return unit
            case UnsureUnits(units):
                self._wrong("unsure_unit", each, column, value=text, candidates=candidates(units))
            case _:
                self._wrong("unknown_unit", each, column, value=text)
        return None

    def _wrong(self, fault: str, each: IdentifiedRow, column: str, **parameters: str) -> None:
        problem = Problem(fault=fault, row=each.row.number, column=column, parameters=parameters)
        self.problems.append(problem)


def candidates(units: Sequence[Unit]) -> str:
    """List units with their codes, at most `MOST_CANDIDATES`."""
    listed = ", ".join(f"{unit.full_name} ({unit.code})" for unit in units[:MOST_CANDIDATES])
    return f"{listed}, …" if len(units) > MOST_CANDIDATES else listed
