"""Runs `baocao run` as a process against the benchmark's sandbox."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

from bench import ours
from bench.programs import ROOT

TOKEN = "431:bench"  # noqa: S105 -- opens nothing but the sandbox on this machine


@asynccontextmanager
async def installed(url: str, folder: Path, start: datetime) -> AsyncIterator[Process]:
    """Run the program on a folder's database while the block runs; the office's clock starts at `start`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAOCAO_")}
    settings = {
        "BAOCAO_DATABASE_URL": ours.database_url(folder),
        "BAOCAO_TELEGRAM_TOKEN": TOKEN,
        "BAOCAO_TELEGRAM_BASE_URL": f"{url}/bot",
        "BAOCAO_TELEGRAM_BASE_FILE_URL": f"{url}/file/bot",
        "BAOCAO_CLOCK_START": start.isoformat(),
        "BAOCAO_MESSAGES_PER_MINUTE": "0",
        "BAOCAO_LOG_LEVEL": "WARNING",
        "BAOCAO_LANGUAGE": "en",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cli.main",
        "run",
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)} | settings,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
