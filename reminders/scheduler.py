"""What is done again and again while the program runs: the planner every minute, and what is owed to people's data.

Time is counted here, never read from the clock: one that is set back must not keep anybody from being reminded.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

import structlog

log = structlog.get_logger()

Job = Callable[[], Awaitable[None]]

PLANNING_INTERVAL = 60  # seconds
DAY = 86_400  # seconds


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

    The policies remember nothing, so neither does this: a plan that failed is made up for by the next.
    """
    await plan()
    async with _repeating(_again(plan, PLANNING_INTERVAL, PLANNING_INTERVAL)):
        yield


@asynccontextmanager
async def tidying(tidies: Tidies) -> AsyncIterator[None]:
    """Have it `scrub` every minute and `let_go` once a day while the block runs.

    The first `let_go` comes a minute after the start: an office's machine may be off every night.
    """
    scrubbing = _again(tidies.scrub, PLANNING_INTERVAL, PLANNING_INTERVAL)
    async with _repeating(scrubbing, _again(tidies.let_go, PLANNING_INTERVAL, DAY)):
        yield


async def _again(job: Job, first: float, pause: float) -> None:
    """Do the job after `first` seconds, and again `pause` seconds after each end, whatever became of it."""
    await asyncio.sleep(first)
    while True:
        try:
            await job()
        except Exception:
            log.exception("job.failed", hint="it is done again in its turn")
        await asyncio.sleep(pause)


@asynccontextmanager
async def _repeating(*works: Awaitable[None]) -> AsyncIterator[None]:
    """Do the works while the block runs; they have ended when it has."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
