"""Opening a database: from nothing, again, of a newer version, and what is none."""

import asyncio
import re
import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import JSON, Column, Connection, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import schema as t
from storage.database.database import Database, NewerDatabase, UnusableDatabase, open_database
from tests.support.small_office import NOW, set_up


async def test_a_new_database_has_every_table_and_can_be_set_up(empty_url: str) -> None:
    async with open_database(empty_url) as database:
        await set_up(database)
    async with open_database(empty_url) as again, again.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.reports))).scalar_one() == 6


async def test_the_migrations_make_the_schema_that_the_code_knows(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": _default_differs}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), t.metadata))

    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []


def _default_differs(_context: object, _found: object, column: Column[object], *_: object) -> bool | None:
    """Have Alembic compare defaults, but for JSON: PostgreSQL knows no equality of it."""
    return False if isinstance(column.type, JSON) else None


async def test_constraints_too_are_those_that_the_code_knows(tmp_path: Path) -> None:
    """Alembic compares no checks and no AUTOINCREMENT; SQLite keeps the words that made a table."""
    made, declared = (f"sqlite+aiosqlite:///{tmp_path / name}" for name in ("made", "declared"))
    async with open_database(made):
        pass
    engine = create_async_engine(declared)
    async with engine.begin() as connection:
        await connection.run_sync(t.metadata.create_all)
    await engine.dispose()
    assert _schema(tmp_path / "made") == _schema(tmp_path / "declared")


def _schema(path: Path) -> dict[str, list[str]]:
    """Return each table's and index's definitions, in no order and without the spaces that do not matter."""
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type != 'trigger'"
        " AND tbl_name != 'alembic_version'"
    ).fetchall()
    connection.close()
    return {
        name: sorted(" ".join(part.split()) for part in _parts(sql.replace('"', ""))) for name, sql in rows
    }


def _parts(sql: str) -> list[str]:
    """Split at line ends and at commas outside brackets: an added column stands behind the last one's line."""
    lines = re.split(r"\n|,(?![^()]*\))", sql.replace("(\n", "\n").removesuffix(")"))
    return [line.strip().removesuffix(",") for line in lines if line.strip(" )\t")]


async def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(url: str) -> None:
    async with open_database(url) as database, database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="9999"):
        async with open_database(url):
            pass
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        version = await connection.execute(text("SELECT version_num FROM alembic_version"))
        assert version.scalar_one() == "9999"
    await engine.dispose()


async def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "letter.docx"
    file.write_bytes(b"PK this is a letter, not a database" * 40)
    with pytest.raises(UnusableDatabase, match="not a database"):
        async with open_database(f"sqlite+aiosqlite:///{file}"):
            pass
    assert file.read_bytes() == b"PK this is a letter, not a database" * 40


async def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match="unable to open database file"):
        async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'missing' / 'baocao.sqlite'}"):
            pass


async def test_another_programs_database_is_refused_and_nothing_is_added_to_it(tmp_path: Path) -> None:
    file = tmp_path / "library.sqlite"
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE people (card INTEGER)")
    other.commit()
    with pytest.raises(UnusableDatabase, match="people"):
        async with open_database(f"sqlite+aiosqlite:///{file}"):
            pass
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("people",)]
    other.close()


@pytest.mark.parametrize(
    "url", ["no url at all", "nosuchdatabase://x/y", "sqlite+nosuchdriver:///x", "sqlite:///blocking.sqlite"]
)
async def test_a_url_that_leads_nowhere_is_refused(url: str) -> None:
    with pytest.raises(UnusableDatabase):
        async with open_database(url):
            pass


async def test_a_refused_url_does_not_give_its_password_away() -> None:
    with pytest.raises(UnusableDatabase) as refused:
        async with open_database("nosuchdatabase://baocao:geheim@host/baocao"):
            pass
    assert "geheim" not in str(refused.value)


async def test_what_fails_within_a_transaction_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.writing() as connection:
            await connection.execute(t.people.insert().values(name="Hoa"))
            raise RuntimeError("power failure")

    with pytest.raises(RuntimeError, match="power failure"):
        await fail()
    async with database.reading() as connection:
        assert (await connection.execute(select(t.people))).all() == []


async def test_many_that_start_at_once_find_one_schema(empty_url: str) -> None:
    async def start() -> str:
        async with open_database(empty_url) as database, database.reading() as connection:
            version = await connection.execute(text("SELECT version_num FROM alembic_version"))
            return str(version.scalar_one())

    assert len(set(await asyncio.gather(*(start() for _ in range(5))))) == 1


async def test_a_file_that_somebody_else_is_making_just_now_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "baocao.sqlite"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ended = threading.Timer(
        0.2, other.execute, ["COMMIT"]
    )  # SQLite waits in a thread of its own: no clock of ours
    ended.start()
    async with open_database(f"sqlite+aiosqlite:///{file}") as database, database.reading() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar_one() == "wal"
    ended.join()
    other.close()


async def test_a_reader_sees_a_snapshot(database: Database) -> None:
    count = select(func.count()).select_from(t.people)
    async with database.reading() as reader:
        assert (await reader.execute(count)).scalar_one() == 0
        async with database.writing() as writer:
            await writer.execute(t.people.insert().values(name="Hoa"))
        assert (await reader.execute(count)).scalar_one() == 0
    async with database.reading() as reader:
        assert (await reader.execute(count)).scalar_one() == 1


async def test_what_failed_does_not_tell_what_was_written(database: Database) -> None:
    with pytest.raises(IntegrityError) as refused:
        async with database.writing() as connection:
            await connection.execute(
                t.invitations.insert().values(code_hash="secret", person_id=4711, expires_at=NOW)
            )
    assert "secret" not in str(refused.value)
