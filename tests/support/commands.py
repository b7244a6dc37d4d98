"""The commands as a user has them: the program that was installed, in a folder of its own, with nothing set."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


@asynccontextmanager
async def begun(folder: Path, *words: str) -> AsyncIterator[Process]:
    """Begin a command; what it still does when the block ends is ended with it."""
    os.mkdir(folder)
    own = {name: value for name, value in os.environ.items() if not name.startswith("BAOCAO_")}
    program = Path(sys.executable).parent / "baocao"
    process = await asyncio.create_subprocess_exec(
        program, *words, cwd=folder, env=own, stdout=PIPE, stderr=STDOUT
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
