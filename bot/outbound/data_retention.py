"""What is done about personal data without being asked: letting go in time, and leaving no trace of the erased."""

from collections.abc import Callable
from datetime import datetime

import structlog

from storage.database.database import Database
from storage.privacy.erasure import scrub
from storage.privacy.retention import Keeping, let_go

log = structlog.get_logger()


class Tidier:
    """Keeps to the times that are set, whenever it is called."""

    def __init__(self, database: Database, keeping: Keeping, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keeping = keeping
        self._now = now

    async def let_go(self) -> None:
        """Let go of what is older than it is kept."""
        if gone := await let_go(self._database, self._keeping, self._now()):
            log.info("tidying.let_go", records=gone)

    async def scrub(self) -> None:
        """Leave no byte of people who were erased."""
        await scrub(self._database, self._now())
