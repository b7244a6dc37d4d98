"""Limits repeated log lines, so that a frequent failure does not fill the disk."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from structlog import DropEvent

MOST_EQUAL = 30  # lines of a kind per window
WINDOW = 60.0  # seconds
KINDS_KNOWN = 1000  # the number of kinds counted; the least recent ones are dropped
LEFT_OUT = "left_out"


@dataclass(slots=True)
class _Count:
    since: float
    written: int = 0
    left_out: int = 0


class RepeatedLineLimit(logging.Filter):
    """Limits the lines of each kind per minute; the next written line contains the number of dropped ones.

    A kind is a line's text without its variable parts: keys, numbers, durations.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds = seconds
        self._counts: OrderedDict[tuple[str, ...], _Count] = OrderedDict()

    def __call__(self, _: object, level: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Process a structlog entry; raises DropEvent above the limit."""
        before = self._left_out(level, str(entry.get("event")), str(entry.get("failure", "")))
        if before is None:
            raise DropEvent
        return {**entry, LEFT_OUT: before} if before else entry

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether another library's record is written."""
        before = self._left_out(record.levelname, record.name, str(record.msg))
        if before:
            setattr(record, LEFT_OUT, before)
        return before is not None

    def _left_out(self, *kind: str) -> int | None:
        """Return the number of dropped lines before this one, or None if this one is dropped."""
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
