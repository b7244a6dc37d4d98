"""Structured logs on standard error, without tokens, phone numbers, or message contents.

A failure is logged with its type and location. Its message is omitted, because exception messages quote values; the
dead letter has the full traceback. For the same reason other libraries' records are logged without their arguments,
and only from WARNING on: a database driver logs each statement, httpx logs full URLs.
"""

import logging
import re
import sys
from collections.abc import Callable, Collection, MutableMapping
from contextlib import suppress
from traceback import FrameSummary, extract_tb
from typing import Any, Literal

import structlog

from bot.monitoring.log_limit import LEFT_OUT, RepeatedLineLimit

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
LogFormat = Literal["line", "json"]

MOST_FRAMES = 6  # innermost frames of a failure
HIDDEN = "***"

_TOKEN = re.compile(r"\b\d{6,}:[\w-]{30,}")
_PHONE = re.compile(r"(?<![\w.])(?:\+?84|0)\d{9}(?!\w)")

_Entry = MutableMapping[str, Any]
_Processor = Callable[[Any, str, _Entry], _Entry]


def set_up_logs(level: LogLevel, style: LogFormat = "line", secrets: Collection[str] = ()) -> None:
    """Configure logging at this level; `secrets` are masked."""
    number = logging.getLevelNamesMapping()[level]
    keys = ["timestamp", "level", "event"]
    render: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.processors.KeyValueRenderer(key_order=keys)
    )
    limit = RepeatedLineLimit()
    processors: list[_Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        _failure_placed,
        limit,
        _hiding(secrets),
        render,
    ]
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: _Lines(sys.stderr),
        processors=processors,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(limit)
    handler.setFormatter(_ForeignRecords([each for each in processors if each is not limit]))
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)


def places(failure: BaseException) -> str:
    """Return a failure's type and innermost locations, followed by those of its causes."""
    frames = extract_tb(failure.__traceback__)[-MOST_FRAMES:]
    told = f"{type(failure).__qualname__} at {' > '.join(map(_place, frames)) or 'no place'}"
    cause = failure.__cause__ or (None if failure.__suppress_context__ else failure.__context__)
    return f"{told}; from {places(cause)}" if cause is not None else told


def _place(frame: FrameSummary) -> str:
    return f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno} {frame.name}"


def _failure_placed(_: object, __: str, entry: _Entry) -> _Entry:
    failure = entry.pop("exc_info", None)
    if failure is True:
        failure = sys.exc_info()
    if isinstance(failure, tuple):
        failure = failure[1]
    if isinstance(failure, BaseException):
        entry["failure"] = places(failure)
    return entry


def _hiding(secrets: Collection[str]) -> _Processor:
    """Return a processor that masks secrets, tokens and phone numbers that reach a log line."""
    known = sorted((re.escape(secret) for secret in secrets if secret), key=len, reverse=True)
    patterns = [*([re.compile("|".join(known))] if known else []), _TOKEN, _PHONE]

    def hide(_: object, __: str, entry: _Entry) -> _Entry:
        for key, value in entry.items():
            if isinstance(value, str) and key != "timestamp":
                for pattern in patterns:
                    value = pattern.sub(HIDDEN, value)  # noqa: PLW2901 -- blotted out step by step
                entry[key] = value
        return entry

    return hide


class _Lines(structlog.PrintLogger):
    """Prints lines. A line that cannot be written (full disk, closed pipe) is dropped, and the program continues."""

    def msg(self, message: str) -> None:
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = msg


class _ForeignRecords(logging.Formatter):
    """Writes other libraries' records in our format: the first line of the message, without arguments."""

    def __init__(self, processors: Collection[Any]) -> None:
        super().__init__()
        self._processors = processors

    def format(self, record: logging.LogRecord) -> str:
        entry: Any = {
            "event": str(record.msg).partition("\n")[0],
            "logger": record.name,
            "exc_info": record.exc_info,
        }
        if before := getattr(record, LEFT_OUT, 0):
            entry[LEFT_OUT] = before
        for process in self._processors:
            entry = process(None, record.levelname.lower(), entry)
        return str(entry)
