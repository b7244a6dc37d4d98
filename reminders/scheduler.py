"""Scheduled jobs: APScheduler runs the planner every minute, and the maintenance of personal data.

APScheduler uses the system clock. The jobs are checked in real time, so that a clock set back does not stop reminders.
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
        """Overwrite the remains of erased personal data on disk."""
        ...

    async def delete_expired(self) -> None:
        """Delete data past its retention period."""
        ...


@asynccontextmanager
async def planning(plan: Job) -> AsyncIterator[None]:
    """Call `plan` at once and then every minute while the block runs.

    A missed or failed call is made up for by the next, because the policies are stateless. Calls do not overlap.
    """
    await plan()
    async with _scheduled((plan, PLANNING_INTERVAL)):
        yield


@asynccontextmanager
async def tidying(tidies: Tidies) -> AsyncIterator[None]:
    """Call `scrub` every minute and `delete_expired` once a day while the block runs.

    The first `delete_expired` comes a minute after the start, because the office's machine may be off every night.
    """
    async with _scheduled((tidies.scrub, PLANNING_INTERVAL), (tidies.delete_expired, DAY)):
        yield


@asynccontextmanager
async def _scheduled(*jobs: tuple[Job, float]) -> AsyncIterator[None]:
    """Run each job a minute after the start and then at its interval in seconds, while the block runs.

    A running job is awaited when the block ends.
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
    """Run a job. A failure is logged, and the job runs again at its next time."""
    task = asyncio.current_task()
    assert task is not None, "a running coroutine belongs to a task"  # noqa: S101 -- for the types
    under_way.add(task)
    try:
        await job()
    except asyncio.CancelledError:
        return  # the failure ends here; APScheduler would log it a second time
    except Exception:
        log.exception("job.failed", hint="it is done again in its turn")
    finally:
        under_way.discard(task)


async def _watch(scheduler: BaseScheduler) -> None:
    """Check the jobs every minute, independent of the system clock."""
    while True:
        await asyncio.sleep(PLANNING_INTERVAL)
        bring_forward(scheduler, datetime.now(UTC))


def bring_forward(scheduler: BaseScheduler, now: datetime) -> None:
    """Run every job now that would wait longer than its interval. This happens after the clock was set back."""
    for job in scheduler.get_jobs():
        if job.next_run_time - now > job.trigger.interval:
            job.modify(next_run_time=now)
