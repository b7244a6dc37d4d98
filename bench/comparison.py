"""Compares Baocao with other bot frameworks: same questionnaire, same officers, one run after the other.

Run from the root: `python -m bench peers [OFFICERS ...]`, by default with 200 and 2000 concurrent officers.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from bench.load import Load
from bench.programs import PROGRAMS, ROOT, install_peers
from bench.questions import LABELS

SIZES = (200, 2000)
MOST_ANSWERS = 6000  # in total; with more officers each one answers fewer questions
CUT_OFF = 25.0  # seconds
OURS = "baocao"
AIM = 5.0
MEGABYTE = 1_000_000


def answers_each(officers: int) -> int:
    """Return the number of answers per officer."""
    return max(2, min(len(LABELS), MOST_ANSWERS // officers))


def run(name: str, officers: int) -> Load | None:
    """Run one program under load in new processes; None if it failed, which its own output explains."""
    command = [
        sys.executable,
        "-m",
        "bench.load",
        name,
        str(officers),
        str(answers_each(officers)),
        str(CUT_OFF),
    ]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)  # noqa: S603 -- our own interpreter
    return Load(**json.loads(done.stdout)) if done.returncode == 0 else None


def table(officers: int, loads: Mapping[str, Load]) -> Table:
    """Return a table of the measurements and their ratios to Baocao."""
    title = f"{officers} officers at once, {answers_each(officers)} answers each"
    made = Table(title=title, title_justify="left", title_style="bold")
    made.add_column("program")
    for heading in ("answers/s", "CPU-s/1,000", "p50 s", "p95 s", "p99 s", "peak MB", "harness busy"):
        made.add_column(heading, justify="right")
    made.add_column("Baocao is", justify="right")
    for name, load in loads.items():
        made.add_row(
            PROGRAMS[name].title,
            f"{load.per_second:.0f}" + ("" if load.complete else "*"),
            f"{load.cpu:.2f}",
            *(f"{seconds:.2f}" for seconds in (load.p50, load.p95, load.p99)),
            f"{load.memory / MEGABYTE:.0f}",
            f"{load.own_share:.0%}",
            _beside(loads.get(OURS), load),
        )
    return made


def _beside(ours: Load | None, load: Load) -> str:
    if ours is None or ours is load:
        return ""
    return f"x{ours.per_second / load.per_second:.2f} answers/s, x{ours.cpu / load.cpu:.2f} CPU"


def verdict(loads: Mapping[str, Load]) -> tuple[str, bool]:
    """Compare Baocao with the fastest peer that stores each step; return the text and whether the target is met."""
    peers = {name: load for name, load in loads.items() if name != OURS and PROGRAMS[name].stores_each_step}
    if OURS not in loads or not peers:
        return "no comparison: a program failed", False
    best = max(peers, key=lambda name: peers[name].per_second)
    ratio = loads[OURS].per_second / peers[best].per_second
    p99 = loads[OURS].p99 / peers[best].p99
    said = (
        f"Baocao to the fastest peer that stores each step ({PROGRAMS[best].title}): "
        f"x{ratio:.2f} answers/s (aim: at least {AIM:.0f}), x{p99:.2f} p99 (aim: at most 1)"
    )
    reached = ratio >= AIM and p99 <= 1
    return f"{'reached' if reached else 'MISSED'}: {said}", reached


def main(*sizes: str) -> int:
    """Print a table for each size; return 1 if a target is missed."""
    install_peers()
    console = Console(width=150)
    reached = True
    for officers in _numbers(sizes):
        loads = {name: load for name in PROGRAMS if (load := run(name, officers)) is not None}
        console.print(table(officers, loads))
        if not all(load.complete for load in loads.values()):
            console.print(
                f"* cut off after {CUT_OFF:.0f} s; what was waited for by then counts with that time"
            )
        said, aim = verdict(loads)
        console.print(said, "\n")
        reached = reached and aim
    return int(not reached)


def _numbers(sizes: Sequence[str]) -> Sequence[int]:
    return [int(size) for size in sizes] or SIZES


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
