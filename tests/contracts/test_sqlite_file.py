"""SQLite's file: strict tables, an older file upgraded, damage told, full disks and read-only files survived."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, exc, select, text

from conversations.chat.events import Typed
from storage.database import schema as t
from storage.database.database import (
    OUTAGES,
    DamagedDatabase,
    Database,
    UnusableDatabase,
    _engine,
    open_database,
)
from storage.database.sqlite import FileGone
from tests.support.office_turns import OfficeTurns, in_order, incoming
from tests.support.small_office import CHATS, HOA, NAM_TUAN, SmallOffice, set_up

FIRST_RELEASE = "0001"
MANY = 300


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "baocao.sqlite"


def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def of_the_first_release(file: Path) -> None:
    """Make the database that the first release left behind, with something in every table."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(files("storage").joinpath("migrations")))
        config.attributes["connection"] = connection
        command.upgrade(config, FIRST_RELEASE)
    engine.dispose()
    with closing(sqlite3.connect(file)) as plain:
        plain.executescript(
            """
            INSERT INTO units VALUES (1, 'CB', 'Cao Bằng', 'tỉnh', NULL, NULL, NULL, '{"office": "Sở"}');
            INSERT INTO units VALUES (2, 'HA', 'Hòa An', 'huyện', 1, '2000-01-01', NULL, '{}');
            INSERT INTO people VALUES (1, 'Hoa', 'vi', '2020-04-21 00:00:00.000000');
            INSERT INTO roles VALUES (1, 1, 2, 'reporter', '2020-04-17 00:30:00.000000');
            INSERT INTO accounts VALUES ('telegram', '100', 1, '2020-04-17 00:30:00.000000', '1', NULL);
            INSERT INTO invitations VALUES ('hash', 1, '2020-06-17 00:30:00.000000', NULL);
            INSERT INTO forms VALUES ('h', 'f', 'f.xlsx', x'00ff', '2020-04-17 00:30:00.000000');
            INSERT INTO rounds VALUES (1, 'Đợt', 1, 'h', 'f', '2019', '2019-01-01', '2020-05-08', 0,
                                       '2020-04-17 00:30:00.000000', NULL);
            INSERT INTO reports VALUES (1, 1, 2);
            INSERT INTO submissions VALUES (1, 1, 1, '2020-04-20 02:00:00.000000', 1, 1, 1);
            INSERT INTO attachments VALUES (1, 1, '/data/a', 'photo', 'a.jpg', 'telegram', 'ref', 1,
                                            '2020-04-20 02:00:00.000000');
            INSERT INTO sessions VALUES ('telegram', '100', '{}', '2020-04-20 02:00:00.000000');
            INSERT INTO updates VALUES ('telegram:1', '2020-04-20 02:00:00.000000');
            INSERT INTO outbox (key, channel, address, priority, due_at, delivery)
            VALUES ('reply:1', 'telegram', '100', 0, '2020-04-20 02:00:00.000000', '{}');
            """
        )
        plain.executemany(
            "INSERT INTO answers VALUES (?, 1, '/data/a', ?, NULL, 1, '2020-04-20 02:00:00.000000')",
            [(number, str(number)) for number in range(1, MANY + 1)],
        )
        plain.execute("DELETE FROM answers WHERE id > 10")
        plain.commit()


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


async def test_all_tables_are_strict(file: Path) -> None:
    async with open_database(url(file)):
        pass
    loose = rows(file, "SELECT name FROM pragma_table_list WHERE NOT strict AND schema = 'main'")
    assert {name for (name,) in loose} == {"alembic_version", "sqlite_schema", "sqlite_sequence"}


@pytest.mark.usefixtures("as_in_programs")
async def test_what_is_committed_is_on_the_disk(file: Path) -> None:
    full = 2
    async with open_database(url(file)) as database, database.reading() as connection:
        assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar_one() == full


async def test_a_new_file_is_for_its_owners_eyes_only(file: Path) -> None:
    async with open_database(url(file)) as database:
        async with database.writing() as connection:
            await connection.execute(t.people.insert().values(name="Hoa"))
        assert permissions(file) == dict.fromkeys(("", "-wal", "-shm"), 0o600)


def permissions(file: Path) -> dict[str, int]:
    """Return who may do what with the file and what lies beside it."""
    return {name: Path(f"{file}{name}").stat().st_mode & 0o777 for name in ("", "-wal", "-shm")}


async def test_a_column_holds_what_its_type_says(file: Path) -> None:
    async with open_database(url(file)) as database:
        with pytest.raises(exc.IntegrityError, match="cannot store BLOB value in TEXT column"):
            async with database.writing() as connection:
                await connection.execute(text("INSERT INTO updates VALUES ('key', x'00')"))


async def test_a_file_of_the_first_release_is_upgraded_without_loss(file: Path) -> None:
    of_the_first_release(file)
    columns = {
        name: ", ".join(str(row[1]) for row in rows(file, f"PRAGMA table_info({name})"))
        for (name,) in rows(
            file, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name != 'alembic_version'"
        )
    }
    queries = {name: f"SELECT {found} FROM {name}" for name, found in columns.items()}  # noqa: S608 -- names of our own schema
    before = {name: rows(file, query) for name, query in queries.items()}
    assert len(before) == 15
    assert all(before.values())
    for _ in range(2):
        async with open_database(url(file)):
            pass
        assert {name: rows(file, query) for name, query in queries.items()} == before
    async with open_database(url(file)) as database, database.writing() as connection:
        (at,) = (await connection.execute(select(t.submissions.c.at))).one()
        assert at == datetime(2020, 4, 20, 2, tzinfo=UTC)
        answer = {"report_id": 1, "path": "/data/a", "value": "1", "at": at}
        added = await connection.execute(t.answers.insert().values(answer).returning(t.answers.c.id))
        assert added.scalar_one() == MANY + 1, "an id that was once given is never given again"


async def test_a_damaged_file_is_refused_and_left_as_it_is(file: Path) -> None:
    of_the_first_release(file)
    damaged = spoil(file)
    with pytest.raises(DamagedDatabase):
        async with open_database(url(file)):
            pass
    assert spoil(file) == damaged


def spoil(file: Path) -> bytes:
    """Overwrite everything behind the first pages; returns what is in the file then, but for its header."""
    content = file.read_bytes()
    page = 4096
    kept = content[: 5 * page]
    file.write_bytes(kept + b"U" * (len(content) - len(kept)))
    return file.read_bytes()[page:]


async def test_a_row_that_belongs_to_nothing_is_damage(file: Path) -> None:
    of_the_first_release(file)
    with closing(sqlite3.connect(file)) as plain:
        plain.execute("UPDATE roles SET person_id = 4711")
        plain.commit()
    with pytest.raises(DamagedDatabase, match="belongs to something in people that is not there"):
        async with open_database(url(file)):
            pass
    assert rows(file, "SELECT version_num FROM alembic_version") == [(FIRST_RELEASE,)]


@pytest.fixture
async def office(file: Path) -> AsyncIterator[SmallOffice]:
    async with open_database(url(file)) as database:
        office = await set_up(database)
        await office.join(HOA)
        await OfficeTurns(office=office).take(*in_order(CHATS[HOA], (Typed("/start"), Typed("bắt đầu"))))
        yield office


async def test_a_full_disk_is_an_outage_and_the_turn_is_taken_when_there_is_room(office: SmallOffice) -> None:
    turns = OfficeTurns(office=office)
    long_answers = [incoming(f"x:{number}", CHATS[HOA], Typed("x" * 4000)) for number in range(20)]
    before = await turns.session(CHATS[HOA])
    await limit(office.database, "max_page_count = 1")
    with pytest.raises(OUTAGES, match="database or disk is full"):
        await turns.take(incoming("x:0", CHATS[HOA], Typed("431")), *long_answers)
    assert await turns.session(CHATS[HOA]) == before
    assert await turns.answers(NAM_TUAN.id) == []
    await limit(office.database, "max_page_count = 100000")
    await turns.take(incoming("x:0", CHATS[HOA], Typed("431")))
    assert await turns.answers(NAM_TUAN.id) == [("pop_15_25", "431")]


@pytest.mark.parametrize("successor", [None, b"another file"])
async def test_what_is_written_into_a_file_that_is_gone_is_not_taken(
    office: SmallOffice, file: Path, successor: bytes | None
) -> None:
    turns, aside = OfficeTurns(office=office), file.with_name("aside")
    answer = incoming("x:0", CHATS[HOA], Typed("431"))
    move(file, aside, successor)
    with pytest.raises(FileGone, match="replaced" if successor else "taken away"):
        await turns.take(answer)
    with pytest.raises(FileGone):
        await turns.answers(NAM_TUAN.id)
    move(aside, file)
    assert await turns.answers(NAM_TUAN.id) == []
    await turns.take(answer)
    assert await turns.answers(NAM_TUAN.id) == [("pop_15_25", "431")]


def move(file: Path, to: Path, successor: bytes | None = None) -> None:
    """Give a file another name, as somebody may under a running program, and another file its own."""
    file.rename(to)
    if successor:
        file.write_bytes(successor)


async def test_a_file_that_goes_during_a_turn_has_not_taken_it(office: SmallOffice, file: Path) -> None:
    async def turn() -> None:
        async with office.database.writing() as connection:
            await connection.execute(
                t.updates.insert().values(key="x:0", at=datetime(2020, 5, 1, tzinfo=UTC))
            )
            move(file, file.with_name("aside"))

    with pytest.raises(FileGone):
        await turn()


async def limit(database: Database, pragma: str) -> None:
    """Set a pragma on every connection that the database has open."""
    async with database.reading() as one, database.reading() as other:
        for connection in (one, other):
            await connection.exec_driver_sql(f"PRAGMA {pragma}")


async def test_a_file_that_may_only_be_read_is_an_outage_and_the_turn_is_taken_afterwards(
    office: SmallOffice, file: Path
) -> None:
    readonly = f"sqlite+aiosqlite:///file:{file}?mode=ro&uri=true"
    with pytest.raises(UnusableDatabase, match="readonly database"):
        async with open_database(readonly):
            pass
    engine = _engine(readonly)
    database = Database(engine)
    turns = OfficeTurns(office=office, database=database)
    answer = incoming("x:0", CHATS[HOA], Typed("431"))
    with pytest.raises(OUTAGES, match="readonly database"):
        await turns.take(answer)
    await engine.dispose()
    assert await turns.answers(NAM_TUAN.id) == []
    turns.database = None
    await turns.take(answer)
    assert await turns.answers(NAM_TUAN.id) == [("pop_15_25", "431")]
