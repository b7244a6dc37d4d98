"""The replay as anybody runs it: it ends well, and says the same every time."""

import asyncio
import os
from pathlib import Path

from tests.support.commands import begun

LONGEST = 600.0  # seconds; a replay takes half a minute on a machine that does nothing else


async def replayed(folder: Path) -> dict[str, bytes]:
    """Run the replay in a folder of its own, with nothing set, and return what it left, by name."""
    async with begun(folder, "replay") as process:
        out, _ = await asyncio.wait_for(process.communicate(), LONGEST)
        assert process.returncode == 0, out.decode()
    left = folder / ".demo" / "replay"
    return {name: (left / name).read_bytes() for name in sorted(os.listdir(left))}


async def test_the_replay_ends_well_and_leaves_the_same_every_time(tmp_path: Path) -> None:
    first, second = await asyncio.gather(replayed(tmp_path / "first"), replayed(tmp_path / "second"))
    assert {name.partition("-")[0] for name in first} == {
        "transcript.md",
        "digest",
        "answers.csv",
        "report.xlsx",
    }
    assert (
        sum(name.endswith(".png") for name in first) == sum(name.startswith("digest-") for name in first) / 2
    )
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []
