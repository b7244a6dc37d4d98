"""What happens to units: they are renamed, moved, merged, split, or end; a revision takes it into the register."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from reporting.units.history import Life, Register, Span, Succession

DAY = timedelta(days=1)


class Obstacle(StrEnum):
    """Why something cannot have happened."""

    UNKNOWN = "unknown"  # there is no such unit
    NOT_THEN = "not_then"  # the unit does not exist on that day
    OLDER = "older"  # something later is recorded of the unit already
    CIRCLE = "circle"  # the unit would lie below itself
    NOT_UNDER = "not_under"  # what it would lie under does not exist on that day
    CHILDREN = "children"  # it has units below, and it is not said which of the new ones takes them
    TOP = "top"  # nothing above it could answer for its reports
    ALONE = "alone"  # nothing but the unit itself would take its place


class ImpossibleChange(Exception):
    """What the register cannot take in: why, and of which unit (its code, or its id where it is unknown)."""

    def __init__(self, obstacle: Obstacle, code: str) -> None:
        super().__init__(f"{obstacle}: {code}")
        self.obstacle = obstacle
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """From a day on a unit is called, is or belongs to something else; what is None stays."""

    unit_id: int
    on: date
    name: str | None = None
    kind: str | None = None
    parent_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """From a day on others stand where a unit stood: it was merged into one of them, or split into several.

    If it is among its heirs it goes on as what is left of it. Otherwise it ends the day before, and what lies below
    it moves under the heir, if there is just one.
    """

    unit_id: int
    heirs: tuple[int, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The day from which a unit is no more, and nothing takes its place: what lies below it moves up."""

    unit_id: int
    on: date


Event = UnitChange | Replacement | Ending


class Revision:
    """A register under revision: event by event, each wholly or not at all. The one it began with stays as it is."""

    def __init__(self, register: Register) -> None:
        self._lives = {life.id: life for life in register}
        self._successions = list(register.successions)
        self._below: dict[int | None, dict[int, None]] = {}
        for life in register:
            self._place(life)

    def __getitem__(self, unit_id: int) -> Life:
        """Return a unit as it is now; raises KeyError where there is none."""
        return self._lives[unit_id]

    @property
    def register(self) -> Register:
        """The register after everything that was taken in."""
        return Register(self._lives.values(), self._successions)

    def put(self, life: Life) -> None:
        """Take a unit in as it is, new or set right; raises ImpossibleChange for a place that it cannot have."""
        parent_id = life.newest.parent_id
        if parent_id is not None:
            self._check_place(life, parent_id, date.max)
        self._put(life)

    def take(self, event: Event) -> None:
        """Take an event in; raises ImpossibleChange."""
        match event:
            case UnitChange():
                self._put(self._changed(event))
            case Replacement():
                self._replace(event)
            case Ending():
                self._end(event)

    def depth(self, unit_id: int) -> int:
        """Return how many units are above a unit; 0 for one that is not there."""
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
        """Move what lies below a unit that ends, all of it or nothing."""
        moved = []
        for life in [self._living(child, on) for child in self._below.get(unit_id, ())]:
            self._check_place(life, heir, on)
            moved.append(_with_last(life, replace(life.newest, since=on, parent_id=heir)))
        for life in moved:
            self._put(life)

    def _living(self, unit_id: int, on: date) -> Life:
        """Return a unit that exists on that day and of which nothing later is recorded."""
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
        """Note under which unit a living one lies."""
        if life.valid_to is None:
            self._below.setdefault(life.newest.parent_id, {})[life.id] = None


def _with_last(life: Life, span: Span) -> Life:
    """Give a unit a last span: in place of one that begins the same day, and none that says nothing new."""
    kept = tuple(each for each in life.spans if each.since < span.since)
    if not kept:
        return replace(life, spans=(replace(span, since=date.min),))
    if replace(kept[-1], since=span.since) == span:
        return replace(life, spans=kept)
    return replace(life, spans=(*kept, span))
