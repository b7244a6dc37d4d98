"""Backups: of a database in use, checked, never over another file; put back only where nothing is lost by it."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.database import schema as t
from storage.database.database import Database, NewerDatabase, open_database
from storage.database.file_lock import DatabaseInUse, exclusive_file_lock, single_instance_lock
from storage.maintenance.backup import (
    BackupFailed,
    FileTaken,
    NeverFinished,
    NoSuchFile,
    UnusableBackup,
    back_up,
    restore,
)
from storage.maintenance.copy import NotEmpty
from tests.contracts.test_copying import everything
from tests.support.small_office import set_up

NOW = datetime(2020, 5, 1, 12, tzinfo=UTC)


def silent(_done: int, _total: int) -> None:
    """Nobody looks on."""


@pytest.fixture
async def filled(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        await set_up(database)
        yield database


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "backup.sqlite"


async def test_a_backup_of_a_database_in_use_holds_everything(
    filled: Database, url: str, backup: Path
) -> None:
    async with filled.writing() as connection:
        await connection.execute(t.people.insert().values(name="Under way"))
        await back_up(url, backup, silent)
    async with filled.writing() as connection:
        await connection.execute(t.people.delete().where(t.people.c.name == "Under way"))
    assert permissions(backup) == 0o600
    assert not any("unfinished" in name for name in os.listdir(backup.parent))
    async with open_database(f"sqlite+aiosqlite:///{backup}") as copied:
        assert await everything(copied) == await everything(filled)


def permissions(file: Path) -> int:
    return file.stat().st_mode & 0o777


def test_a_file_that_is_there_is_not_overwritten(backup: Path) -> None:
    source = made(backup)
    before = backup.read_bytes()
    with pytest.raises(FileTaken):
        asyncio.run(back_up(source, backup, silent))
    assert backup.read_bytes() == before


async def test_a_place_where_nothing_can_be_written_is_told(
    filled: Database, url: str, tmp_path: Path
) -> None:
    with pytest.raises(BackupFailed):
        await back_up(url, tmp_path / "nowhere" / "backup.sqlite", silent)


async def test_a_backup_put_back_is_what_was_backed_up(empty_url: str, backup: Path) -> None:
    async with open_database(empty_url) as database:
        await set_up(database)
        before = await everything(database)
        await back_up(empty_url, backup, silent)
        if database.dialect == "postgresql":
            with pytest.raises(NotEmpty):
                await restore(empty_url, backup, NOW, silent)
            async with database.writing() as connection:
                for table in reversed(t.metadata.sorted_tables):
                    await connection.execute(table.delete())
        else:
            with pytest.raises(DatabaseInUse):
                await restore(empty_url, backup, NOW, silent)
            async with database.writing() as connection:
                await connection.execute(t.people.insert().values(name="Later"))
    kept = await restore(empty_url, backup, NOW, silent)
    async with open_database(empty_url) as database:
        assert await everything(database) == before
    if kept is None:
        assert empty_url.startswith("postgresql")
    else:
        assert kept.name == "baocao.20200501-120000.sqlite"
        async with open_database(f"sqlite+aiosqlite:///{kept}") as database, database.reading() as connection:
            names = [row.name for row in await connection.execute(select(t.people))]
        assert names[-1] == "Later"


def made(backup: Path) -> str:
    """Make a backup file of a small office and return the URL it was made of."""
    source = f"sqlite+aiosqlite:///{backup.parent / 'office.sqlite'}"

    async def make() -> None:
        async with open_database(source) as database:
            await set_up(database)
        await back_up(source, backup, silent)

    asyncio.run(make())
    return source


def test_a_damaged_file_is_replaced_and_kept(backup: Path) -> None:
    source = made(backup)
    file = backup.parent / "office.sqlite"
    file.write_bytes(b"ruined" * 1000)
    kept = asyncio.run(restore(source, backup, NOW, silent))
    assert kept is not None
    assert kept.read_bytes() == b"ruined" * 1000
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM reports").fetchone() == (6,)


def test_a_backup_can_be_put_where_nothing_was(backup: Path) -> None:
    made(backup)
    new = backup.parent / "new.sqlite"
    assert asyncio.run(restore(f"sqlite+aiosqlite:///{new}", backup, NOW, silent)) is None
    assert new.is_file()


def test_neither_a_newer_backup_nor_a_newer_database_is_touched(backup: Path) -> None:
    source = made(backup)
    for file in (backup.parent / "office.sqlite", backup):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
            connection.commit()
        before = file.read_bytes()
        with pytest.raises(NewerDatabase, match="9999"):
            asyncio.run(restore(source, backup, NOW, silent))
        assert file.read_bytes() == before


def test_what_is_no_backup_is_refused(backup: Path) -> None:
    source = made(backup)
    other = backup.parent / "other"
    with pytest.raises(NoSuchFile):
        asyncio.run(restore(source, other, NOW, silent))
    other.write_bytes(b"PK a letter" * 99)
    with pytest.raises(UnusableBackup, match="not a database"):
        asyncio.run(restore(source, other, NOW, silent))
    other.write_bytes(b"")
    with pytest.raises(UnusableBackup, match="alembic_version"):
        asyncio.run(restore(source, other, NOW, silent))


def half_written(backup: Path) -> Path:
    """Make what a backup leaves behind that was killed while it was written."""
    left = backup.with_name("backup.sqlite.unfinished")
    for name in ("", "-wal", "-journal"):
        Path(f"{left}{name}").write_bytes(b"half of it" * 99)
    return left


async def test_what_a_killed_backup_left_behind_is_begun_anew_and_never_put_back(
    filled: Database, url: str, backup: Path
) -> None:
    left = half_written(backup)
    with pytest.raises(NeverFinished):
        await restore(url, left, NOW, silent)
    await back_up(url, backup, silent)
    assert [name for name in os.listdir(backup.parent) if name.startswith("backup")] == ["backup.sqlite"]
    assert permissions(backup) == 0o600
    async with open_database(f"sqlite+aiosqlite:///{backup}") as copied:
        assert await everything(copied) == await everything(filled)


def test_a_backup_that_another_program_is_writing_is_left_alone(backup: Path) -> None:
    source = made(backup)
    backup.unlink()
    being_written = half_written(backup)
    with exclusive_file_lock(being_written):
        with pytest.raises(FileTaken):
            asyncio.run(back_up(source, backup, silent))
        assert being_written.read_bytes() == b"half of it" * 99
    assert not backup.exists()


def test_nothing_is_put_in_the_place_of_a_database_on_which_a_bot_runs(backup: Path) -> None:
    source = made(backup)
    with single_instance_lock(source):
        with pytest.raises(DatabaseInUse):
            asyncio.run(restore(source, backup, NOW, silent))
        with pytest.raises(DatabaseInUse), single_instance_lock(source):
            pass
    with single_instance_lock(source):
        pass


def test_who_is_told_of_a_file_that_has_just_got_another_name_does_not_hold_it(tmp_path: Path) -> None:
    """Between opening a file and holding it, whoever held it may have given it its final name."""
    with exclusive_file_lock(tmp_path / "new"):
        (tmp_path / "new").rename(tmp_path / "finished")
        (tmp_path / "finished").write_bytes(b"finished")
    with exclusive_file_lock(tmp_path / "new"):
        assert (tmp_path / "finished").read_bytes() == b"finished"
