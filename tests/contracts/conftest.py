"""The databases on which the storage has to keep its word: each test runs on every one of them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.database.database import Database, open_database
from tests.support.postgres import PostgresServer
from tests.support.small_office import SmallOffice, set_up


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which kind of database."""
    return str(request.param)


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest) -> str:
    """The URL of a database with its tables and nothing in them."""
    return str(request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url"))


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'baocao.sqlite'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        with server.database(empty=True) as made:
            yield made


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        yield database


@pytest.fixture
async def office(database: Database) -> SmallOffice:
    return await set_up(database)
