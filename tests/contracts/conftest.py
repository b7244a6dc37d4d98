"""The databases on which the storage has to keep its word: each test runs on every one of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database, open_database
from tests.contracts.small_office import SmallOffice, set_up


@pytest.fixture(params=["sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database; another kind joins by its name in `params`."""
    assert request.param == "sqlite"
    return f"sqlite+aiosqlite:///{tmp_path / 'baocao.sqlite'}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        yield database


@pytest.fixture
async def office(database: Database) -> SmallOffice:
    return await set_up(database)
