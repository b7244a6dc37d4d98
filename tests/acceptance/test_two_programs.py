"""Two programs on one database: on a file the second bot is refused, all else goes on beside the first."""

import asyncio
import signal
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from demo.district import sample_district
from demo.schedule import START
from demo.stage import staged
from storage.database.file_lock import DatabaseInUse, single_instance_lock
from tests.acceptance.test_bad_start import failed
from tests.support.accounting import assert_reported, repeated
from tests.support.bot_process import Installation, environment, installation
from tests.support.officers import Crew
from tests.support.timeouts import LONGEST

MEMBERS = sample_district().officers[:3]
ALL_OF_IT = 240.0  # seconds, on a machine with much else to do


@pytest.mark.parametrize("channel", ["telegram", "zalo"])
async def test_a_second_bot_on_the_same_file_is_refused(tmp_path: Path, channel: str) -> None:
    """With the first one's token, or in another channel: it would send everything once more."""
    async with installation(tmp_path) as place:
        await place.start()
        place.in_zalo = channel == "zalo"
        (line,) = await failed(place.folder, "run", **place.settings())
        assert line == (
            f"Another program runs on the database {place.database}. Stop that one first; nothing was changed."
        )
        assert await place.end(signal.SIGKILL) == -signal.SIGKILL
        place.in_zalo = False
        await place.start()
        assert await place.end(signal.SIGTERM) == 0


def in_use(file: Path) -> AbstractContextManager[None]:
    """Have a bot run on a file that holds something."""
    file.write_bytes(b"the first demo's")
    return single_instance_lock(f"sqlite+aiosqlite:///{file}")


async def test_a_second_demo_leaves_the_first_its_database(tmp_path: Path) -> None:
    file = tmp_path / "baocao.sqlite"
    with in_use(file), pytest.raises(DatabaseInUse):
        await staged(tmp_path, START, frozen=True).__aenter__()
    assert held_in(file) == b"the first demo's"


def held_in(file: Path) -> bytes:
    return file.read_bytes()


async def done(place: Installation, *words: str) -> str:
    """Run a command beside the program; returns what it prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cli.main",
        *words,
        cwd=place.folder,
        env=environment(**place.settings()),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, error = await asyncio.wait_for(process.communicate(), LONGEST)
    assert (process.returncode, error) == (0, b"")
    return out.decode()


async def test_commands_beside_a_bot_under_load_disturb_nobody(tmp_path: Path) -> None:
    async with installation(tmp_path, limits=None) as place:
        crew = Crew(place, MEMBERS)
        await place.start()
        async with asyncio.timeout(ALL_OF_IT), asyncio.TaskGroup() as work:
            work.create_task(crew.report())
            assert "Xóa mù chữ 2019" in await done(place, "status")
            await done(
                place, "units", "rename", "HA04", "--on", "01/04/2020", "--name", "Bình Minh", "--apply"
            )
            await done(place, "backup", "backup.sqlite")
        await place.answered(crew.acts)
        for member in MEMBERS:
            assert_reported(place, member)
        assert repeated(place, crew) == []
        assert await place.end(signal.SIGTERM) == 0
        assert "Traceback" not in place.said
