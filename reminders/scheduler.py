"""APScheduler drives the planner: every minute, and whenever somebody says that the time has changed."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

PLANNING_INTERVAL = 60  # seconds


@asynccontextmanager
async def planning(plan: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
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
