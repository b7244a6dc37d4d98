"""An office on SQLite alone: these tests are about the bot, and the contracts beside them about both databases."""

from collections.abc import AsyncIterator

import pytest

from storage.database.database import open_database
from tests.support.small_office import SmallOffice, set_up


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[SmallOffice]:
    async with open_database(sqlite_url) as database:
        yield await set_up(database)
