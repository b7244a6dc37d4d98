"""The time that commands live by."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.settings import Settings
from storage.database.sqlite_types import real_now


def clock(settings: Settings) -> Callable[[], datetime]:
    """Return the clock of the program: the real one, or one that started at the moment set for training."""
    start = settings.clock_start
    if start is None:
        return real_now
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def office_now() -> datetime:
    """Return the moment in the office's time zone."""
    settings = Settings()
    return clock(settings)().astimezone(settings.zone)
