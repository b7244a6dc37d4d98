"""APScheduler drives the planner every minute, and what is done unasked about people's data."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Job = Callable[[], Awaitable[None]]

PLANNING_INTERVAL = 60  # seconds


class Tidies(Protocol):
    """What is done unasked about people's data."""

    async def scrub(self) -> None:
        """Leave no byte of people who were erased."""
        ...

    async def let_go(self) -> None:
        """Let go of what is older than it is kept."""
        ...


@asynccontextmanager
async def planning(plan: Job) -> AsyncIterator[None]:
    """Call `plan` at once and then every minute while the block runs.

    The policies remember nothing, so neither does the scheduler: a minute that was missed is made up by the next,
    and a run that takes long is not started twice.
    """
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        plan, "interval", seconds=PLANNING_INTERVAL, max_instances=1, coalesce=True, misfire_grace_time=None
    )
    await plan()
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


@asynccontextmanager
async def tidying(tidies: Tidies) -> AsyncIterator[None]:
    """Have it `scrub` every minute and `let_go` once a day while the block runs.

    The first `let_go` comes a minute after the start: an office's machine may be off every night.
    """
    scheduler = AsyncIOScheduler(timezone=UTC)
    soon = datetime.now(UTC) + timedelta(seconds=PLANNING_INTERVAL)
    once = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    scheduler.add_job(tidies.scrub, "interval", seconds=PLANNING_INTERVAL, **once)
    scheduler.add_job(tidies.let_go, "interval", days=1, next_run_time=soon, **once)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
