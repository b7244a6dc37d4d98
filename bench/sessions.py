"""Measures the cost of open sessions: startup time, and memory after each session was used.

Run from the root: `python -m bench sessions [SESSIONS ...]`. All officers are in mid-questionnaire. First `baocao
run` is started and stopped; then Baocao runs without rate limits, and each officer answers one question.
"""

import asyncio
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from bench import ours
from bench.installed import TOKEN, installed
from bench.officers import FIRST_OFFICER, Officers
from bench.processes import cpu_seconds, peak_memory
from bench.programs import PROGRAMS, ROOT
from bench.proxy import front
from bench.turns import Conversation
from sandbox import MovableClock, PhoneOwner, Sandbox
from storage.database.database import open_database

SIZES = (2500, 5000, 10_000)
START_AIM = 2.0  # seconds
GROWTH_AIM = 1.25  # maximum ratio of the memory per session to that of the previous size
LEAST_GROWTH = 1000  # bytes per session; less does not count as growth
LONGEST = 240.0  # seconds

OPEN_SESSIONS = (
    "INSERT INTO sessions SELECT accounts.channel, accounts.address,"
    """ replace(state, '"report_id":1,', '"report_id":' || reports.id || ','), updated_at"""
    " FROM sessions, accounts JOIN reports ON reports.unit_id = accounts.person_id WHERE reports.id > 1"
)
OPEN_REPORTS = (
    "INSERT INTO answers (report_id, path, value, person_id, at) SELECT reports.id, path, value, unit_id, at"
    " FROM answers, reports WHERE reports.id > 1"
)
"""Copies the first officer's session for all others; in the benchmark a person's id equals their unit's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of a number of sessions: wall and CPU seconds to the first poll, memory then, and peak memory."""

    sessions: int
    start: float
    start_cpu: float
    memory: int
    peak: int


async def prepare(folder: Path, sessions: int) -> None:
    """Create a database in which each officer has answered the first question and sees the second."""
    await ours.prepare(folder, sessions)
    async with open_database(ours.database_url(folder)) as database:
        conversation = Conversation(database, 1)
        await conversation.begin()
        await conversation.answer(1)
    with closing(sqlite3.connect(folder / ours.FILE)) as connection:
        for statement in (OPEN_SESSIONS, OPEN_REPORTS):
            connection.execute(statement)
        connection.execute("UPDATE outbox SET state = 'dropped'")
        connection.commit()


async def measure(sessions: int) -> Cost:
    """Measure the cost of a number of open sessions."""
    people = [
        PhoneOwner(id=FIRST_OFFICER + number, first_name=f"Cán bộ {number}", role_title="")
        for number in range(sessions)
    ]
    sandbox = Sandbox(people, bot_username="bench_bot", token=TOKEN, clock=MovableClock(datetime.now(UTC)))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        await prepare(folder, sessions)
        async with front(sandbox.phone(FIRST_OFFICER).network) as url, asyncio.timeout(LONGEST):
            begun = time.monotonic()
            async with installed(url, folder, datetime.now(UTC)) as process:
                await sandbox.polled()
                start, start_cpu = time.monotonic() - begun, cpu_seconds(process.pid)
                memory = peak_memory(process.pid)
            peak = await _touched(sandbox, sessions, url, folder)
    return Cost(sessions=sessions, start=start, start_cpu=start_cpu, memory=memory, peak=peak)


async def _touched(sandbox: Sandbox, sessions: int, url: str, folder: Path) -> int:
    """Return the program's peak memory while each officer answers one question."""
    command = PROGRAMS["baocao"].command(url, TOKEN, folder)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    try:
        officers = Officers(sandbox, sessions, ours.OPENING, asked=1)
        await officers.answer(2, LONGEST)
        return peak_memory(process.pid)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def import_seconds() -> float:
    """Return the CPU seconds of interpreter start and imports."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "import cli.run"], cwd=ROOT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def growth(costs: Sequence[Cost]) -> list[float]:
    """Return the growth of peak memory in bytes per additional session, from each size to the next."""
    return [(more.peak - less.peak) / (more.sessions - less.sessions) for less, more in pairwise(costs)]


def is_linear(grown: Sequence[float]) -> bool:
    """Return whether the memory per additional session stays about constant."""
    return all(more <= GROWTH_AIM * max(less, LEAST_GROWTH) for less, more in pairwise(grown))


def main(*sizes: str) -> int:
    """Print each size's cost and the targets; return 1 if one is missed."""
    costs = []
    for sessions in [int(size) for size in sizes] or SIZES:
        cost = asyncio.run(measure(sessions))
        costs.append(cost)
        print(
            f"{sessions:>6} sessions: first poll after {cost.start:.2f} s ({cost.start_cpu:.2f} CPU-s,"
            f" {cost.memory / 1e6:.0f} MB); at most {cost.peak / 1e6:.0f} MB when all have answered"
        )
    grown = growth(costs)
    started, linear = costs[-1].start < START_AIM, is_linear(grown)
    print(
        f"{'reached' if started else 'MISSED '}  start with {costs[-1].sessions} sessions: {costs[-1].start:.2f} s"
        f" (aim: under {START_AIM:.0f}); {costs[-1].start_cpu:.2f} CPU-s, of which imports {import_seconds():.2f}"
    )
    print(
        f"{'reached' if linear else 'MISSED '}  bytes for each session more:"
        f" {', '.join(f'{each:.0f}' for each in grown)} (aim: growth no more than linear)"
    )
    return int(not (started and linear))
