"""What every test shares: a deterministic Hypothesis profile and the way to the material beside the repository."""

import asyncio
import os
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import storage.database.sqlite
import storage.rounds.forms
from forms import CompiledForm, compile_workbook
from storage.database.database import open_database
from tests.support.postgres import PostgresServer, started_server

os.environ["PTB_TIMEDELTA"] = "true"  # python-telegram-bot warns of its old way of giving seconds
SYNCHRONOUS, storage.database.sqlite.SYNCHRONOUS = storage.database.sqlite.SYNCHRONOUS, "OFF"
"""What programs have, killed ones too; no test pulls this process's own plug, so it need not wait for the disk."""


@cache
def _compiled(
    data: bytes, filename: str, lists: tuple[tuple[str, bytes], ...], *, in_use: bool
) -> CompiledForm:
    return compile_workbook(data, filename=filename, attachments=dict(lists) or None, in_use=in_use)


def _compile_once(
    data: bytes, *, filename: str, attachments: Mapping[str, bytes] | None = None, in_use: bool = False
) -> CompiledForm:
    """Compiling gives the same form every time: a database in a test need not show that a thousand times."""
    return _compiled(data, filename, tuple((attachments or {}).items()), in_use=in_use)


storage.rounds.forms.compile_workbook = _compile_once  # type: ignore[attr-defined]  # where it is called

settings.register_profile(
    "baocao",
    derandomize=True,
    deadline=None,  # a shared machine's speed is no property of the code
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("baocao")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the repository (specifications, recorded cases); the test skips where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared with the recorded cases is not here")
    return folder


@pytest.fixture(scope="session")
def newest_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema and nothing in it: to copy it is quicker than to make it."""
    file = tmp_path_factory.mktemp("newest") / "baocao.sqlite"

    async def make() -> None:
        async with open_database(f"sqlite+aiosqlite:///{file}"):
            pass

    asyncio.run(make())
    return file


@pytest.fixture
def sqlite_url(newest_file: Path, tmp_path: Path) -> str:
    """The URL of an SQLite file of this test's own, with the newest schema and nothing in it."""
    return f"sqlite+aiosqlite:///{shutil.copy(newest_file, tmp_path)}"


@pytest.fixture
def as_in_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite keeps what is committed on the disk, as it does outside of tests."""
    monkeypatch.setattr(storage.database.sqlite, "SYNCHRONOUS", SYNCHRONOUS)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium; without one the test skips, unless BAOCAO_REQUIRE_CHROMIUM forbids that."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "no Chromium on this machine: the page is not tried"
        if os.environ.get("BAOCAO_REQUIRE_CHROMIUM") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL, the same for all tests of a session."""
    with started_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The URL of a PostgreSQL database of this test's own, with the newest schema and nothing in it."""
    with postgres.database() as url:
        yield url
