"""Differences between two registers of units, in the form that a reviewer reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reporting.units.history import Life, Register


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDifference:
    """One changed property of a unit, with its old and new value.

    `what` is 'name', 'kind', 'parent', 'valid_from' or the name of a trait. `on` is the first day of the new value;
    None if the old value is corrected.
    """

    life: Life
    what: str
    old: str
    new: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEnded:
    """A unit that ended, and its successors."""

    life: Life
    heirs: tuple[Life, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChanges:
    """All differences between two registers, in the order of the new one."""

    added: tuple[Life, ...]
    changed: tuple[UnitDifference, ...]
    ended: tuple[UnitEnded, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.ended)

    @property
    def ids(self) -> frozenset[int]:
        """The ids of all units with a difference."""
        added = {life.id for life in self.added}
        changed = {each.life.id for each in self.changed}
        return frozenset(added | changed | {each.life.id for each in self.ended})


def compare_registers(before: Register, after: Register) -> RegisterChanges:
    """Return the differences between a register and its revision."""
    known = [(before.get(life.id), life) for life in after]
    changed = [(old, new) for old, new in known if old is not None and old != new]
    heirs: dict[int, list[Life]] = {}
    for each in after.successions[len(before.successions) :]:
        heirs.setdefault(each.old_id, []).append(after[each.new_id])
    return RegisterChanges(
        added=tuple(new for old, new in known if old is None),
        changed=tuple(each for old, new in changed for each in _differences(old, new, after)),
        ended=tuple(
            UnitEnded(life=new, heirs=tuple(heirs.get(new.id, ())))
            for old, new in changed
            if old.valid_to is None and new.valid_to is not None
        ),
    )


def name_and_code(register: Register, unit_id: int | None) -> str:
    """Return a unit's name and code, 'huyện Hòa An (HA)'; '' for None."""
    if unit_id is None:
        return ""
    unit = register[unit_id].on(date.max)
    return f"{unit.full_name} ({unit.code})"


def _differences(old: Life, new: Life, register: Register) -> Iterator[UnitDifference]:
    on = new.newest.since if len(new.spans) > len(old.spans) else None
    pairs = [
        ("name", old.newest.name, new.newest.name),
        ("kind", old.newest.kind, new.newest.kind),
        (
            "parent",
            name_and_code(register, old.newest.parent_id),
            name_and_code(register, new.newest.parent_id),
        ),
    ]
    for what, was, becomes in pairs:
        if was != becomes:
            yield UnitDifference(life=new, what=what, old=was, new=becomes, on=on)
    for trait in dict.fromkeys((*old.traits, *new.traits)):
        was, becomes = old.traits.get(trait, ""), new.traits.get(trait, "")
        if was != becomes:
            yield UnitDifference(life=new, what=trait, old=was, new=becomes)
    if old.valid_from != new.valid_from:
        yield UnitDifference(life=new, what="valid_from", old=_day(old.valid_from), new=_day(new.valid_from))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
