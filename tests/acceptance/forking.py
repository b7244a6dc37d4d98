"""The program forked off a process that has imported it already: fifty starts cost no fifty seconds of imports."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.cli import main

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload([__name__])


class Forked:
    """A process of the program, as `baocao run` starts it but for the imports; it may be handled like a subprocess."""

    def __init__(self, folder: Path, environment: Mapping[str, str], stderr: Path) -> None:
        self._process = _SERVER.Process(target=_run, args=(folder, dict(environment), stderr), daemon=True)
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """The exit status, as of a subprocess; None while the process lives."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send the process a signal."""
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    async def wait(self) -> int:
        """Return the exit status when the process has ended."""
        await asyncio.to_thread(self._process.join)
        assert self._process.exitcode is not None
        return self._process.exitcode

    async def killed(self) -> None:
        """Kill the process, if it still lives."""
        if self.returncode is None:
            self.send_signal(signal.SIGKILL)
            await self.wait()


def _run(folder: Path, environment: Mapping[str, str], stderr: Path) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    with stderr.open("ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    sys.argv = ["baocao", "run"]
    main()
