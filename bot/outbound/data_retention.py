"""Scheduled handling of personal data: retention limits and scrubbing after erasures."""

from collections.abc import Callable
from datetime import datetime

import structlog

from storage.database.database import Database
from storage.privacy.erasure import scrub
from storage.privacy.retention import RetentionPeriods, delete_expired

log = structlog.get_logger()


class DataRetention:
    """Applies the configured retention limits on each call."""

    def __init__(self, database: Database, keeping: RetentionPeriods, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keeping = keeping
        self._now = now

    async def delete_expired(self) -> None:
        """Delete data past its retention limit."""
        if gone := await delete_expired(self._database, self._keeping, self._now()):
            log.info("tidying.delete_expired", records=gone)

    async def scrub(self) -> None:
        """Remove the bytes of erased data from the database file."""
        await scrub(self._database, self._now())
