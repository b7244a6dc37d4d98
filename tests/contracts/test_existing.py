"""A database is opened only where it is there."""

import asyncio
import os
from pathlib import Path

import pytest
from sqlalchemy import URL, func, select

from storage import schema as t
from storage.database import NoDatabase, database_to_read, existing_database, open_database
from storage.upgrading import UPGRADE_LOCK
from tests.patience import LONGEST


async def test_a_database_without_our_tables_is_none_and_gets_none(empty_url: str) -> None:
    for _ in range(2):
        with pytest.raises(NoDatabase) as error:
            async with existing_database(empty_url):
                pass
        assert "baocao" in str(error.value)


async def test_a_database_that_was_begun_is_opened(empty_url: str) -> None:
    async with open_database(empty_url):
        pass
    async with existing_database(empty_url) as database, database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.units))).scalar_one() == 0


async def _units(url: str) -> int:
    async with database_to_read(url) as database, database.reading() as connection:
        found: int = (await connection.execute(select(func.count()).select_from(t.units))).scalar_one()
        return found


async def test_who_only_reads_waits_for_nobody_who_writes_or_upgrades(empty_url: str) -> None:
    with pytest.raises(NoDatabase):
        await _units(empty_url)
    async with open_database(empty_url) as database, database.writing() as connection:
        if database.dialect == "postgresql":
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
        async with asyncio.timeout(LONGEST):
            assert await _units(empty_url) == 0


async def test_a_file_that_may_only_be_read_is_read_and_nothing_made_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Hòa An 100%?"
    folder.mkdir()
    file = folder / "baocao.sqlite"
    url = URL.create("sqlite+aiosqlite", database=str(file)).render_as_string()
    async with open_database(url):
        pass
    before = file.read_bytes()
    monkeypatch.setattr(
        os, "access", lambda _, mode: mode != os.W_OK
    )  # root may write whatever the file says
    assert await _units(url) == 0
    assert [each.name for each in folder.iterdir()] == ["baocao.sqlite"]
    assert file.read_bytes() == before
