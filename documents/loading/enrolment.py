"""Comparison of a people workbook with the register: the changes it would make, and its faults."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from documents.loading.people_rows import PersonRow, read_person_row
from documents.loading.problems import Problem
from documents.loading.sheet_rows import FilledSheet
from documents.loading.unit_changes import candidates
from reporting.people.person import DEFAULT_LANGUAGE
from reporting.people.role import Role
from reporting.units.search import FoundUnit, UnitSearch, UnsureUnits
from reporting.units.unit import Unit
from texts.normalize import fold, uniform


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A person in the register; `id` is 0 for a new one."""

    id: int = 0
    name: str
    language: str = DEFAULT_LANGUAGE
    phone_hash: str | None = None
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentChange:
    """A person before (None: new) and after."""

    before: Enrolled | None
    after: Enrolled


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """The result of planning a load, which must not be applied while there are problems."""

    changes: tuple[EnrolmentChange, ...]
    unchanged: int
    problems: tuple[Problem, ...]
    units: Mapping[int, Unit]


def plan_people(
    sheet: FilledSheet,
    known: Iterable[Enrolled],
    units: Iterable[Unit],
    *,
    hashed: Callable[[str], str] | None,
    seen: Callable[[], None] = lambda: None,
) -> Enrolment:
    """Compare the rows of a workbook with the registered people and today's units.

    A person is identified by phone number, or by name at a unit. `hashed` hashes a phone number; it is None if no key
    is configured.
    """
    by_id = {unit.id: unit for unit in units}
    enrolling = _Enrolling(people=list(known), units=by_id, search=UnitSearch.of_register(by_id.values()))
    for row in sheet.rows:
        read, wrong = read_person_row(row, hashed)
        enrolling.problems += [each for each in wrong if each.row or each not in enrolling.problems]
        if read:
            enrolling.take(read)
        seen()
    return enrolling.result()


@dataclass(kw_only=True)
class _Enrolling:
    """A load in progress; people are identified by their index in the list."""

    people: list[Enrolled]
    units: Mapping[int, Unit]
    search: UnitSearch
    problems: list[Problem] = field(default_factory=list)
    _rows: dict[int, list[int]] = field(default_factory=dict)
    _phones: dict[str, int] = field(default_factory=dict)
    _names: dict[tuple[str, int], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._before = tuple(self.people)
        for place in range(len(self.people)):
            self._note(place)

    def take(self, row: PersonRow) -> None:
        """Add a row's data to its person."""
        unit = self._unit(row)
        if unit is None:
            return
        role = Role(row.role, unit.id)
        place, fault = self._find(row, unit.id)
        if fault:
            self._wrong(fault, row, "phone" if fault == "phone_of_another" else "name", place)
            return
        if place is None:
            place = len(self.people)
            self.people.append(Enrolled(name=row.name))
        now = self.people[place]
        self.people[place] = replace(
            now,
            name=row.name,
            language=row.language or now.language,
            phone_hash=row.phone_hash or now.phone_hash,
            roles=now.roles | {role},
        )
        self._rows.setdefault(place, []).append(row.number)
        self._note(place)

    def result(self) -> Enrolment:
        changes = [
            EnrolmentChange(before=before, after=after)
            for before, after in zip(
                (*self._before, *[None] * (len(self.people) - len(self._before))), self.people, strict=True
            )
            if before != after
        ]
        same = [
            place
            for place in self._rows
            if place < len(self._before) and self._before[place] == self.people[place]
        ]
        return Enrolment(
            changes=tuple(changes),
            unchanged=sum(len(self._rows[place]) for place in same),
            problems=tuple(sorted(self.problems, key=lambda each: each.row)),
            units=self.units,
        )

    def _find(self, row: PersonRow, unit_id: int) -> tuple[int | None, str]:
        """Return the index of the row's person (None: new), or the fault that prevents identification."""
        by_phone = self._phones.get(row.phone_hash) if row.phone_hash else None
        if by_phone is not None:
            same = fold(self.people[by_phone].name) == fold(row.name)
            return by_phone, "" if same else "phone_of_another"
        named = [
            place
            for place in self._names.get((uniform(row.name), unit_id), [])
            if row.phone_hash is None or self.people[place].phone_hash is None
        ]
        if len(named) > 1:
            return None, "several_of_name"
        return (named[0], "") if named else (None, "")

    def _note(self, place: int) -> None:
        person = self.people[place]
        if person.phone_hash:
            self._phones[person.phone_hash] = place
        for role in person.roles:
            same = self._names.setdefault((uniform(person.name), role.unit_id), [])
            if place not in same:
                same.append(place)

    def _unit(self, row: PersonRow) -> Unit | None:
        match self.search.find(row.unit):
            case FoundUnit(unit):
                return unit
            case UnsureUnits(found):
                self._problem("unsure_unit", row, "unit", value=row.unit, candidates=candidates(found))
            case _:
                self._problem("unknown_unit_today", row, "unit", value=row.unit)
        return None

    def _wrong(self, fault: str, row: PersonRow, column: str, place: int | None) -> None:
        other = self.people[place].name if place is not None else row.name
        self._problem(fault, row, column, other=other)

    def _problem(self, fault: str, row: PersonRow, column: str, **parameters: str) -> None:
        self.problems.append(Problem(fault=fault, row=row.number, column=column, parameters=parameters))


def added_roles(change: EnrolmentChange) -> Sequence[Role]:
    """Return the roles that a change adds, in a stable order."""
    before = change.before.roles if change.before else frozenset()
    return sorted(change.after.roles - before, key=lambda role: (role.unit_id, role.kind))
