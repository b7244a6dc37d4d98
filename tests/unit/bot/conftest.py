"""A small office in a fresh database for what the bot does with it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import open_database
from tests.contracts.small_office import SmallOffice, set_up


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[SmallOffice]:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'baocao.sqlite'}") as database:
        yield await set_up(database)
