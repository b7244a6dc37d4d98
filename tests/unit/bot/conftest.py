"""A small office in a fresh database for what the bot does with it."""

from collections.abc import AsyncIterator

import pytest

from storage.database import open_database
from tests.contracts.small_office import SmallOffice, set_up


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[SmallOffice]:
    async with open_database(sqlite_url) as database:
        yield await set_up(database)
