"""Entry points of `baocao demo` and `baocao replay`."""

import asyncio
import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

from demo.replay import play, play_morning
from demo.results import Results, collect
from demo.schedule import START
from demo.stage import Stage, staged
from sandbox.http.server import PortTaken

PORT = 8431


async def demo(folder: Path, host: str, port: int | None, ready: Callable[[str], None]) -> None:
    """Serve the demo until cancelled. `ready` receives the page's URL once the first morning is played.

    Without `port` it uses PORT, or any free port if PORT is taken. Raises PortTaken if `port` is taken.
    """
    async with AsyncExitStack() as stages:
        stage = await _enter_stage(stages, folder, host, port)
        await play_morning(stage)
        stage.clock.frozen = False
        ready(stage.address.url)
        await asyncio.Event().wait()


async def _enter_stage(stages: AsyncExitStack, folder: Path, host: str, port: int | None) -> Stage:
    try:
        wanted = PORT if port is None else port
        return await stages.enter_async_context(staged(folder, START, frozen=True, host=host, port=wanted))
    except PortTaken:
        if port is not None:
            raise
        return await stages.enter_async_context(staged(folder, START, frozen=True, host=host))


async def replay(folder: Path, told: Callable[[datetime, str], None]) -> Results:
    """Play the whole round, write its output to `folder/replay`, and check it."""
    results = _emptied(folder / "replay")
    async with staged(folder / "replay-stage", START, frozen=True) as stage:
        await play(stage, told)
        return await collect(stage, results)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
