"""Runs one program under load and prints the measurements as JSON.

`python -m bench.load PROGRAM OFFICERS ANSWERS [SECONDS]`: this process contains the sandbox and the officers; the
program is a separate process.
"""

import asyncio
import gc
import json
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.officers import FIRST_OFFICER, Officers
from bench.processes import cpu_seconds, peak_memory
from bench.programs import PROGRAMS, ROOT, Program
from bench.proxy import front
from sandbox import MovableClock, PhoneOwner, Sandbox

TOKEN = "431:bench"  # noqa: S105 -- opens nothing but the sandbox on this machine
LONGEST_BEGINNING = 120.0  # seconds until all officers have the first question


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One run's measurements. Times in seconds, memory in bytes; `complete` is False after a timeout.

    `cpu` is the program's CPU time per 1,000 answers; `own_cpu` is that of sandbox and officers.
    """

    officers: int
    answers: int
    per_second: float
    cpu: float
    own_cpu: float
    p50: float
    p95: float
    p99: float
    memory: int
    complete: bool

    @property
    def own_share(self) -> float:
        """The share of one core used by sandbox and officers; near 1 they were the bottleneck."""
        return self.own_cpu * self.per_second / 1000


class ProgramEnded(RuntimeError):
    """The program under load ended unexpectedly."""


async def measure(program: Program, officers: int, answers: int, seconds: float) -> Load:
    """Run a program under load; raises ProgramEnded, officers.Lost and TimeoutError."""
    people = [
        PhoneOwner(id=FIRST_OFFICER + number, first_name=f"Cán bộ {number}", role_title="")
        for number in range(officers)
    ]
    sandbox = Sandbox(people, bot_username="bench_bot", token=TOKEN, clock=MovableClock(datetime.now(UTC)))
    with tempfile.TemporaryDirectory() as folder:
        if program.prepare is not None:
            await program.prepare(Path(folder), officers)
        async with front(sandbox.phone(FIRST_OFFICER).network) as url:
            process = await asyncio.create_subprocess_exec(
                *program.command(url, TOKEN, Path(folder)), cwd=ROOT
            )
            try:
                at_work = Officers(sandbox, officers, program.opening)
                return await _unless_ended(process, _work(sandbox, at_work, process.pid, answers, seconds))
            finally:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()


async def _work(sandbox: Sandbox, officers: Officers, pid: int, answers: int, seconds: float) -> Load:
    await sandbox.polled()
    async with asyncio.timeout(LONGEST_BEGINNING):
        await officers.begin()
    gc.freeze()
    own, its = time.process_time(), cpu_seconds(pid)
    tally = await officers.answer(answers, seconds)
    own, its = time.process_time() - own, cpu_seconds(pid) - its
    thousands = len(tally.replies) / 1000
    return Load(
        officers=len(officers),
        answers=len(tally.replies),
        per_second=tally.per_second,
        cpu=its / thousands,
        own_cpu=own / thousands,
        p50=tally.quantile(0.50),
        p95=tally.quantile(0.95),
        p99=tally.quantile(0.99),
        memory=peak_memory(pid),
        complete=not tally.unanswered,
    )


async def _unless_ended(process: Process, work: Coroutine[None, None, Load]) -> Load:
    """Return the work's result; raises ProgramEnded if the program ends first."""
    working, ended = asyncio.create_task(work), asyncio.create_task(process.wait())
    await asyncio.wait({working, ended}, return_when=asyncio.FIRST_COMPLETED)
    if not working.done():
        working.cancel()
        raise ProgramEnded(f"exit status {process.returncode}")
    ended.cancel()
    return await working


def main(name: str, officers: str, answers: str, seconds: str = "60") -> None:
    """Measure one program and print the measurements as JSON."""
    load = asyncio.run(measure(PROGRAMS[name], int(officers), int(answers), float(seconds)))
    print(json.dumps(asdict(load)))


if __name__ == "__main__":
    main(*sys.argv[1:])
