"""Logs: structured, to standard error, without tokens, phone numbers or anything that anybody said.

Of a failure its type and place are written, never its message: messages quote values. The whole trace is kept with
the dead letter. Other libraries' records are written without their arguments for the same reason, and none below a
warning, however much of ours is asked for: a driver logs each statement, httpx whole URLs.
"""

import logging
import re
import sys
from collections.abc import Callable, Collection, MutableMapping
from contextlib import suppress
from traceback import FrameSummary, extract_tb
from typing import Any, Literal

import structlog

from bot.log_limit import LEFT_OUT, EqualLines

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
LogFormat = Literal["line", "json"]

MOST_FRAMES = 6  # the innermost of a failure
HIDDEN = "***"

_TOKEN = re.compile(r"\b\d{6,}:[\w-]{30,}")
_PHONE = re.compile(r"(?<![\w.])(?:\+?84|0)\d{9}(?!\w)")

_Entry = MutableMapping[str, Any]
_Processor = Callable[[Any, str, _Entry], _Entry]


def set_up_logs(level: LogLevel, style: LogFormat = "line", secrets: Collection[str] = ()) -> None:
    """Write what is at least of this level; `secrets` are blotted out."""
    number = logging.getLevelNamesMapping()[level]
    keys = ["timestamp", "level", "event"]
    render: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.processors.KeyValueRenderer(key_order=keys)
    )
    limit = EqualLines()
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
    """Return a failure's type and the innermost places it went through, and those of what it came from."""
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
    """Return what blots out secrets, tokens and phone numbers, should one have come into a log line after all."""
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
    """Prints lines; one that cannot be (the disk is full, nobody reads the pipe) is lost, and the program goes on."""

    def msg(self, message: str) -> None:
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = msg


class _ForeignRecords(logging.Formatter):
    """Writes other libraries' records as ours: the first line of what they say, and no arguments."""

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
