"""The program forked off a process that has imported it already: a hundred starts cost no minutes of imports."""

import asyncio
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from bot.channels.telegram import api as requesting
from bot.channels.zalo import api as zalo_api
from cli.main import COMMANDS, main
from tests.support import traps
from tests.support.timeouts import LONGEST

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload([__name__])
for _command in COMMANDS.values():
    _command.load()
import_module("forms.workbook")


class Forked:
    """A process of the program, as the command line starts it but for the imports; handled like a subprocess.

    What it says is added to the files; where there is none for its output, that goes where this process's goes. It
    waits as patiently for the tests' side as tests do: what it gave up it would send once more.
    """

    def __init__(
        self,
        words: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        *,
        stderr: Path,
        stdout: Path | None = None,
    ) -> None:
        begun = (tuple(words), folder, dict(environment), stdout, stderr)
        self._process = _SERVER.Process(target=_run, args=begun, daemon=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended, and what it said."""

    status: int
    out: str
    error: str


async def ran(folder: Path, environment: Mapping[str, str], *words: str) -> Ended:
    """Run a command to its end."""
    with tempfile.TemporaryDirectory() as said:
        stdout, stderr = Path(said, "stdout"), Path(said, "stderr")
        forked = Forked(words, folder, environment, stdout=stdout, stderr=stderr)
        status = await asyncio.wait_for(forked.wait(), LONGEST)
        out, error = (file.read_bytes().decode() for file in (stdout, stderr))
        return Ended(status=status, out=out, error=error)


def _run(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], stdout: Path | None, stderr: Path
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for file, stream in ((stdout, sys.stdout), (stderr, sys.stderr)):
        if file is not None:
            with file.open("ab") as opened:
                os.dup2(opened.fileno(), stream.fileno())
    sys.argv = ["baocao", *words]
    requesting.TIMEOUT = zalo_api.REQUEST_SECONDS = zalo_api.POLL_MARGIN = (
        LONGEST  # this side may be slow to answer
    )
    traps.lay()
    main()
