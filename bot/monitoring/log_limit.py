"""A limit of equal log lines: what fails a thousand times a second fills no disk."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from structlog import DropEvent

MOST_EQUAL = 30  # lines of one kind within a window
WINDOW = 60.0  # seconds
KINDS_KNOWN = 1000  # kinds of lines that are counted; of more, those not written for longest are forgotten
LEFT_OUT = "left_out"


@dataclass(slots=True)
class _Count:
    since: float
    written: int = 0
    left_out: int = 0


class EqualLines(logging.Filter):
    """Lets through so many lines of a kind a minute; the next one let through says how many were left out.

    A kind is what is written, less what differs from one time to the next: keys, numbers, durations.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds = seconds
        self._counts: OrderedDict[tuple[str, ...], _Count] = OrderedDict()

    def __call__(self, _: object, level: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Process an entry of ours; raises DropEvent for one too many."""
        before = self._left_out(level, str(entry.get("event")), str(entry.get("failure", "")))
        if before is None:
            raise DropEvent
        return {**entry, LEFT_OUT: before} if before else entry

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether another library's record is written."""
        before = self._left_out(record.levelname, record.name, str(record.msg))
        if before:
            setattr(record, LEFT_OUT, before)
        return before is not None

    def _left_out(self, *kind: str) -> int | None:
        """Return how many lines of a kind were left out before this one, None where it is left out too."""
        now = self._seconds()
        count = self._counts.setdefault(kind, _Count(since=now))
        self._counts.move_to_end(kind)
        if len(self._counts) > KINDS_KNOWN:
            self._counts.popitem(last=False)
        before = 0
        if now - count.since >= WINDOW:
            before, count.since, count.written, count.left_out = count.left_out, now, 0, 0
        if count.written >= MOST_EQUAL:
            count.left_out += 1
            return None
        count.written += 1
        return before
