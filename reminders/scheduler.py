"""APScheduler drives the planner every minute, and what is owed to people's data.

It reads the clock. One that is set back must not keep anybody from being reminded, so somebody watches it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.base import BaseScheduler

log = structlog.get_logger()

Job = Callable[[], Awaitable[None]]

PLANNING_INTERVAL = 60  # seconds
DAY = 86_400  # seconds


class Tidies(Protocol):
    """Periodic maintenance of personal data."""

    async def scrub(self) -> None:
        """Leave no byte of people who were erased."""
        ...

    async def let_go(self) -> None:
        """Let go of what is older than it is kept."""
        ...


@asynccontextmanager
async def planning(plan: Job) -> AsyncIterator[None]:
    """Call `plan` at once and then every minute while the block runs.

    The policies remember nothing, so neither does the scheduler: a plan that was missed or failed is made up for by
    the next, and one that takes long is not started twice.
    """
    await plan()
    async with _scheduled((plan, PLANNING_INTERVAL)):
        yield


@asynccontextmanager
async def tidying(tidies: Tidies) -> AsyncIterator[None]:
    """Have it `scrub` every minute and `let_go` once a day while the block runs.

    The first `let_go` comes a minute after the start: an office's machine may be off every night.
    """
    async with _scheduled((tidies.scrub, PLANNING_INTERVAL), (tidies.let_go, DAY)):
        yield


@asynccontextmanager
async def _scheduled(*jobs: tuple[Job, float]) -> AsyncIterator[None]:
    """Do each job a minute after the start and then every so many seconds, while the block runs.

    What is under way when the block ends has ended when this has.
    """
    scheduler, under_way = AsyncIOScheduler(timezone=UTC), set[asyncio.Task[Any]]()
    soon = datetime.now(UTC) + timedelta(seconds=PLANNING_INTERVAL)
    once = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None, "next_run_time": soon}
    for job, seconds in jobs:
        scheduler.add_job(_carry_out, "interval", seconds=seconds, args=(job, under_way), **once)
    scheduler.start()
    watch = asyncio.create_task(_watch(scheduler))
    try:
        yield
    finally:
        scheduler.pause()
        ending = {watch, *under_way}
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        scheduler.shutdown(wait=False)


async def _carry_out(job: Job, under_way: set[asyncio.Task[Any]]) -> None:
    """Do a job, whatever becomes of it: it is done again in its turn."""
    task = asyncio.current_task()
    assert task is not None, "a coroutine that runs is somebody's task"  # noqa: S101 -- for the types
    under_way.add(task)
    try:
        await job()
    except asyncio.CancelledError:
        return  # it ends here either way, and APScheduler would tell it as a failure
    except Exception:
        log.exception("job.failed", hint="it is done again in its turn")
    finally:
        under_way.discard(task)


async def _watch(scheduler: BaseScheduler) -> None:
    """Look at the jobs once a minute; sleeping is counted, whatever the clock says."""
    while True:
        await asyncio.sleep(PLANNING_INTERVAL)
        bring_forward(scheduler, datetime.now(UTC))


def bring_forward(scheduler: BaseScheduler, now: datetime) -> None:
    """Have every job done now that is to wait for longer than its interval: the clock was set back meanwhile."""
    for job in scheduler.get_jobs():
        if job.next_run_time - now > job.trigger.interval:
            job.modify(next_run_time=now)
