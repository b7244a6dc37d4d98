"""Histories of units as Hypothesis makes them: a province with districts and communes, and what happens to them."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from reporting.units.history import Life, Register, Span
from reporting.units.revision import Ending, Event, ImpossibleChange, Replacement, Revision, UnitChange

FIRST, LAST = date(2019, 1, 1), date(2025, 12, 31)

days = st.dates(FIRST + timedelta(days=1), LAST)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Make a province, districts in it, communes in them, some villages."""
    parents: list[int | None] = [None]
    for level in range(1, draw(st.integers(2, 4))):
        above = [at for at, _ in enumerate(parents, start=1)][-4:]
        parents += draw(st.lists(st.sampled_from(above), min_size=1, max_size=2 + level))
    return Register(unit(at, parent) for at, parent in enumerate(parents, start=1))


def unit(unit_id: int, parent_id: int | None, *, valid_from: date | None = None) -> Life:
    """Make a unit called after its number."""
    span = Span(since=date.min, name=f"Số {unit_id}", kind="xã", parent_id=parent_id)
    return Life(id=unit_id, code=f"u{unit_id}", valid_from=valid_from, spans=(span,))


@dataclass(frozen=True, kw_only=True)
class History:
    """A register, and what became of it by each event and on which day; what cannot happen did not."""

    first: Register
    events: tuple[tuple[date, Register], ...]

    @property
    def last(self) -> Register:
        return self.events[-1][1] if self.events else self.first


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Make a register and what becomes of it."""
    first = current = draw(registers())
    events: list[tuple[date, Register]] = []
    for on in sorted(draw(st.lists(days, max_size=10))):
        revision = Revision(current)
        try:
            for step in draw(happenings(current, on)):
                revision.put(step) if isinstance(step, Life) else revision.take(step)
        except ImpossibleChange:
            continue
        current = revision.register
        events.append((on, current))
    return History(first=first, events=tuple(events))


@st.composite
def happenings(draw: st.DrawFn, register: Register, on: date) -> list[Life | Event]:
    """Make what happens on one day: new units first, then the event they are made by."""
    ids = [life.id for life in register]
    some = st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True).map(tuple)
    match draw(st.sampled_from(["rename", "move", "merge", "split", "join", "part", "give", "end"])):
        case "rename":
            return [UnitChange(unit_id=draw(st.sampled_from(ids)), on=on, name=f"Mới {len(ids)}")]
        case "move":
            return [
                UnitChange(unit_id=draw(st.sampled_from(ids)), on=on, parent_id=draw(st.sampled_from(ids)))
            ]
        case "merge":
            old = draw(some)
            new = unit(len(ids) + 1, register[old[0]].newest.parent_id, valid_from=on)
            return [new, *(Replacement(unit_id=each, heirs=(new.id,), on=on) for each in old)]
        case "split":
            one = draw(st.sampled_from(ids))
            parent = register[one].newest.parent_id
            parts = [unit(len(ids) + n, parent, valid_from=on) for n in (1, 2)]
            return [*parts, Replacement(unit_id=one, heirs=tuple(life.id for life in parts), on=on)]
        case "join":  # into one that goes on
            heir, *joining = draw(some)
            return [Replacement(unit_id=each, heirs=(heir,), on=on) for each in joining]
        case "part":  # a part leaves, the rest goes on
            one = draw(st.sampled_from(ids))
            part = unit(len(ids) + 1, register[one].newest.parent_id, valid_from=on)
            return [part, Replacement(unit_id=one, heirs=(one, part.id), on=on)]
        case "give":  # a part goes to one that there is already
            one, *others = draw(some)
            return [Replacement(unit_id=one, heirs=(one, other), on=on) for other in others]
        case _:
            return [Ending(unit_id=draw(st.sampled_from(ids)), on=on)]
