"""The clock of commands."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.settings import Settings
from storage.database.sqlite_types import real_now


def clock(settings: Settings) -> Callable[[], datetime]:
    """Return the clock: the real time, or a clock started at `clock_start` for training."""
    start = settings.clock_start
    if start is None:
        return real_now
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def office_now() -> datetime:
    """Return the current time in the office's time zone."""
    settings = Settings()
    return clock(settings)().astimezone(settings.zone)
