"""Killed in the middle of an upgrade, a backup, a restore or a copy: what is there afterwards is whole."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.database import schema as t
from storage.database.database import open_database
from storage.maintenance.backup import FileTaken, NeverFinished
from tests.contracts.test_copying import everything
from tests.support import crashes as dying
from tests.support.crashes import NEVER, killed, moments
from tests.support.earlier_versions import Rows, in_order, leave_behind, now_there
from tests.support.postgres import PostgresServer
from tests.support.small_office import set_up

FIRST = "0001"


def sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


class Places:
    """Where databases are made, one after another, of one kind."""

    def __init__(self, kind: str, request: pytest.FixtureRequest, folder: Path) -> None:
        self.on_server = kind == "postgresql"
        self._request = request
        self._folder = folder
        self._made = 0

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Give the URL of a database without any table."""
        if self.on_server:
            server: PostgresServer = self._request.getfixturevalue("postgres")
            with server.database(empty=True) as url:
                yield url
        else:
            self._made += 1
            folder = self._folder / f"place-{self._made}"
            folder.mkdir()
            yield sqlite_url(folder / "baocao.sqlite")


@pytest.fixture
def places(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Places:
    return Places(kind, request, tmp_path)


async def fill(url: str, *names: str) -> None:
    """Set the small office up, with these people besides."""
    async with open_database(url) as database:
        await set_up(database)
        async with database.writing() as connection:
            for name in names:
                await connection.execute(t.people.insert().values(name=name))


async def content(url: str) -> Mapping[str, object]:
    async with open_database(url) as database:
        return await everything(database)


async def people(url: str) -> int:
    async with open_database(url) as database, database.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(t.people))).scalar_one())


def test_killed_during_an_upgrade_the_next_start_ends_it(places: Places) -> None:
    with places.empty() as url:
        asyncio.run(leave_behind(url, FIRST))
        steps = killed(dying.start, url, at=NEVER)
    assert steps
    for moment in moments(steps, on_server=places.on_server):
        with places.empty() as url:
            before = asyncio.run(leave_behind(url, FIRST))
            killed(dying.start, url, at=moment)
            asyncio.run(dying.start(url))
            assert asyncio.run(there(url, before)) == in_order(before)


async def there(url: str, before: Mapping[str, Rows]) -> Mapping[str, Rows]:
    async with open_database(url) as database:
        return await now_there(database, before)


def test_killed_during_a_backup_there_is_a_whole_one_or_none(places: Places, tmp_path: Path) -> None:
    with places.empty() as url:
        asyncio.run(fill(url))
        whole = asyncio.run(content(url))
        steps = killed(dying.save, url, tmp_path / "first.sqlite", at=NEVER)
        assert steps
        for moment in moments(steps, on_server=places.on_server):
            backup = tmp_path / str(moment) / "backup.sqlite"
            backup.parent.mkdir()
            killed(dying.save, url, backup, at=moment)
            left = backup.with_name("backup.sqlite.unfinished")
            if left.exists():
                with pytest.raises(NeverFinished):
                    asyncio.run(dying.put_back(sqlite_url(tmp_path / "new.sqlite"), left))
            if backup.exists():
                with pytest.raises(FileTaken):
                    asyncio.run(dying.save(url, backup))
            else:
                asyncio.run(dying.save(url, backup))
            assert os.listdir(backup.parent) == ["backup.sqlite"]
            assert asyncio.run(content(sqlite_url(backup))) == whole
        assert asyncio.run(content(url)) == whole


def test_killed_during_a_restore_there_is_the_old_or_the_new(places: Places, tmp_path: Path) -> None:
    backup, office = tmp_path / "backup.sqlite", tmp_path / "office.sqlite"
    asyncio.run(fill(sqlite_url(office)))
    asyncio.run(dying.save(sqlite_url(office), backup))
    whole = asyncio.run(content(sqlite_url(office)))
    with prepared(places) as url:
        steps = killed(dying.put_back, url, backup, at=NEVER)
    assert steps
    for moment in moments(steps, on_server=places.on_server):
        with prepared(places) as url:
            killed(dying.put_back, url, backup, at=moment)
            left = asyncio.run(people(url))
            if places.on_server:
                assert left in {0, 4}
            else:
                assert left in {4, 6}, "what was there, or what was put back, and never nothing"
            if left != 4:
                asyncio.run(dying.put_back(url, backup))
            assert asyncio.run(content(url)) == whole


@contextmanager
def prepared(places: Places) -> Iterator[str]:
    """Give a database into which a backup may be put: an empty one on a server, else one with two people more."""
    with places.empty() as url:
        if not places.on_server:
            asyncio.run(fill(url, "Later", "Later still"))
        yield url


def test_killed_during_a_copy_the_next_one_is_whole(
    places: Places, tmp_path: Path, postgres: PostgresServer
) -> None:
    """From a file to a server and back."""
    with ExitStack() as made:
        source = (
            made.enter_context(postgres.database()) if not places.on_server else sqlite_url(tmp_path / "a")
        )
        asyncio.run(fill(source))
        whole = asyncio.run(content(source))
        with places.empty() as url:
            steps = killed(dying.copy, source, url, at=NEVER)
        assert steps
        for moment in moments(steps, on_server=True):
            with places.empty() as url:
                killed(dying.copy, source, url, at=moment)
                if asyncio.run(people(url)) == 0:
                    asyncio.run(dying.copy(source, url))
                assert asyncio.run(content(url)) == whole
