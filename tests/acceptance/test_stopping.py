"""Told to stop in the middle of its preparations, the program ends: it does not finish them first."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from tests.support.bot_process import environment
from tests.support.timeouts import LONGEST


async def begun(folder: Path, *words: str) -> asyncio.subprocess.Process:
    """Start a command and return it once it has said that it prepares."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cli.main",
        *words,
        cwd=folder,
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    assert await asyncio.wait_for(process.stderr.readline(), LONGEST)
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_demo_stops_while_it_is_set_up(tmp_path: Path, number: signal.Signals) -> None:
    process = await begun(tmp_path, "demo", "--port", "0")
    while not (tmp_path / ".demo" / "baocao.sqlite").exists():  # noqa: ASYNC110 -- another program's file
        await asyncio.sleep(0.01)
    process.send_signal(number)
    out, error = await asyncio.wait_for(process.communicate(), LONGEST)
    assert process.returncode == 0
    assert (out, error.decode()) == (b"", "Stopped.\n")
