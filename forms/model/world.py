"""The environment of a filling, which the caller provides: clock, previous report, unit register, seed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The clock and the data known before the first answer.

    `now` carries the office's time zone, in which dates are read and written. `started` is when the report was begun;
    defaults are computed as of then (without it, as of `now`). `previous` are the values of the unit's previous report
    by path (`${last-saved#name}`), `unit` its entry in the unit register (`pulldata('unit', ...)`, `instance('unit')`),
    `round` the data of its round (`pulldata('round', ...)`). `seed` makes uuid() and random() repeatable. `language` is
    the form's name for the current language ("": its default). `write_number` formats a number that a text of the form
    quotes (`${name}` in a label or message), `write_moment` a date, a time or both.
    """

    now: datetime
    started: datetime | None = None
    previous: Mapping[str, str] = field(default_factory=dict)
    unit: Mapping[str, str] = field(default_factory=dict)
    round: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    username: str = ""
    phone_number: str = ""
    device_id: str = ""
    language: str = ""
    write_number: Callable[[str], str] = str
    write_moment: Callable[[str], str] = str

    def __post_init__(self) -> None:
        """Raise ValueError for a clock without time zone, whose date would be ambiguous."""
        if self.now.tzinfo is None or (self.started is not None and self.started.tzinfo is None):
            raise ValueError("the clock needs a time zone")
