"""Revisions of the register: units are renamed, moved, merged, split or ended."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from reporting.units.history import Life, Register, Span, Succession

DAY = timedelta(days=1)


class Obstacle(StrEnum):
    """The reason why an event is impossible."""

    UNKNOWN = "unknown"  # no unit has that id
    NOT_THEN = "not_then"  # the unit does not exist on that day
    OLDER = "older"  # the unit has a later event
    CIRCLE = "circle"  # the unit would be below itself
    NOT_UNDER = "not_under"  # the new parent does not exist on that day
    CHILDREN = "children"  # it has units below and several successors: the new parent is ambiguous
    TOP = "top"  # no unit above it can be responsible for its reports
    ALONE = "alone"  # its only successor would be itself


class ImpossibleChange(Exception):
    """The event is impossible. `code` is the code of the unit, or the id of an unknown one."""

    def __init__(self, obstacle: Obstacle, code: str) -> None:
        super().__init__(f"{obstacle}: {code}")
        self.obstacle = obstacle
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """A unit gets another name, kind or parent from the day `on`. None leaves a value unchanged."""

    unit_id: int
    on: date
    name: str | None = None
    kind: str | None = None
    parent_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Other units succeed a unit from the day `on`: it is merged into one, or split into several.

    If the unit is among its own successors, the rest of it continues under its id. Otherwise it ends the day before,
    and the units below it move to the successor. With several successors it must have no units below it.
    """

    unit_id: int
    heirs: tuple[int, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A unit ends without a successor the day before `on`. The units below it move to its parent."""

    unit_id: int
    on: date


Event = UnitChange | Replacement | Ending


class Revision:
    """A register under revision. Each event is applied completely or not at all. The original is not changed."""

    def __init__(self, register: Register) -> None:
        self._lives = {life.id: life for life in register}
        self._successions = list(register.successions)
        self._below: dict[int | None, dict[int, None]] = {}
        for life in register:
            self._place(life)

    def __getitem__(self, unit_id: int) -> Life:
        """Return a unit in its revised state. Raises KeyError for an unknown id."""
        return self._lives[unit_id]

    @property
    def register(self) -> Register:
        """The revised register."""
        return Register(self._lives.values(), self._successions)

    def put(self, life: Life) -> None:
        """Add a unit, or replace it by a corrected one. Raises ImpossibleChange if its parent is impossible."""
        parent_id = life.newest.parent_id
        if parent_id is not None:
            self._check_place(life, parent_id, date.max)
        self._put(life)

    def take(self, event: Event) -> None:
        """Apply an event. Raises ImpossibleChange."""
        match event:
            case UnitChange():
                self._put(self._changed(event))
            case Replacement():
                self._replace(event)
            case Ending():
                self._end(event)

    def depth(self, unit_id: int) -> int:
        """Return the number of units above a unit; 0 for an unknown one."""
        above, life = 0, self._lives.get(unit_id)
        while life is not None and life.newest.parent_id is not None:
            above, life = above + 1, self._lives.get(life.newest.parent_id)
        return above

    def _end(self, event: Ending) -> None:
        life = self._living(event.unit_id, event.on)
        if life.newest.parent_id is None:
            raise ImpossibleChange(Obstacle.TOP, life.code)
        self._move(life.id, life.newest.parent_id, event.on)
        self._put(replace(life, valid_to=event.on - DAY))

    def _changed(self, change: UnitChange) -> Life:
        life = self._living(change.unit_id, change.on)
        if change.parent_id is not None:
            self._check_place(life, change.parent_id, change.on)
        span = Span(
            since=change.on,
            name=change.name or life.newest.name,
            kind=change.kind or life.newest.kind,
            parent_id=life.newest.parent_id if change.parent_id is None else change.parent_id,
        )
        return _with_last(life, span)

    def _replace(self, event: Replacement) -> None:
        life = self._living(event.unit_id, event.on)
        others = [self._living(heir, event.on) for heir in event.heirs if heir != life.id]
        if not others:
            raise ImpossibleChange(Obstacle.ALONE, life.code)
        if life.id not in event.heirs:
            if len(others) > 1 and self._below.get(life.id):
                raise ImpossibleChange(Obstacle.CHILDREN, life.code)
            self._move(life.id, others[0].id, event.on)
            self._put(replace(self._lives[life.id], valid_to=event.on - DAY))
        self._successions += [Succession(old_id=life.id, new_id=heir.id, on=event.on) for heir in others]

    def _move(self, unit_id: int, heir: int, on: date) -> None:
        """Move all units below a unit that ends, or none if one of them cannot move."""
        moved = []
        for life in [self._living(child, on) for child in self._below.get(unit_id, ())]:
            self._check_place(life, heir, on)
            moved.append(_with_last(life, replace(life.newest, since=on, parent_id=heir)))
        for life in moved:
            self._put(life)

    def _living(self, unit_id: int, on: date) -> Life:
        """Return a unit that exists on that day and has no later event. Raises ImpossibleChange."""
        life = self._lives.get(unit_id)
        if life is None:
            raise ImpossibleChange(Obstacle.UNKNOWN, str(unit_id))
        if not life.exists_on(on):
            raise ImpossibleChange(Obstacle.NOT_THEN, life.code)
        if life.newest.since > on or life.valid_to is not None:
            raise ImpossibleChange(Obstacle.OLDER, life.code)
        return life

    def _check_place(self, life: Life, parent_id: int, on: date) -> None:
        above = self._lives.get(parent_id)
        if above is None or (above.valid_from or on) > on or (life.valid_to is None and above.valid_to):
            raise ImpossibleChange(Obstacle.NOT_UNDER, life.code)
        current: int | None = parent_id
        while current is not None:
            if current == life.id:
                raise ImpossibleChange(Obstacle.CIRCLE, life.code)
            current = self._lives[current].newest.parent_id

    def _put(self, life: Life) -> None:
        before = self._lives.get(life.id)
        if before is not None:
            self._below.get(before.newest.parent_id, {}).pop(life.id, None)
        self._lives[life.id] = life
        self._place(life)

    def _place(self, life: Life) -> None:
        """Add a unit that has not ended to the children of its parent."""
        if life.valid_to is None:
            self._below.setdefault(life.newest.parent_id, {})[life.id] = None


def _with_last(life: Life, span: Span) -> Life:
    """Return the unit with a new last span.

    It replaces spans that begin on the same day or later, and is left out if it equals the span before it.
    """
    kept = tuple(each for each in life.spans if each.since < span.since)
    if not kept:
        return replace(life, spans=(replace(span, since=date.min),))
    if replace(kept[-1], since=span.since) == span:
        return replace(life, spans=kept)
    return replace(life, spans=(*kept, span))
