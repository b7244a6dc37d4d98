"""A living office copied from each kind of database to each: all of it, verified, and it lives on there."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

import storage.maintenance.copy
from conversations.chat.events import Typed
from reporting.units.unit import Unit
from storage.database import schema as t
from storage.database.database import Database, open_database
from storage.maintenance.copy import CopyDiffers, NotEmpty, copy_database
from storage.rounds.forms import FormShelf
from storage.units.units import add_units
from tests.support.office_turns import OfficeTurns, in_order, incoming
from tests.support.postgres import PostgresServer
from tests.support.small_office import CHATS, HOA, MINH, NAM_TUAN, NOW, SmallOffice


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a second database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'other.sqlite'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        with server.database() as made:
            yield made


@pytest.fixture
async def other(other_url: str) -> AsyncIterator[Database]:
    async with open_database(other_url, overhaul=True) as database:
        yield database


@pytest.fixture
async def living(office: SmallOffice) -> SmallOffice:
    """The office in the middle of its work, with a unit that was entered before the one above it."""
    await office.join(HOA, MINH)
    turns = OfficeTurns(office=office)
    for name in (HOA, MINH):
        await turns.take(
            *in_order(CHATS[name], (Typed("/start"), Typed("bắt đầu"), Typed("431"), Typed("427")))
        )
    async with office.database.writing() as connection:
        await add_units(
            connection,
            [Unit(id=99, code="X", name="Trên", kind="huyện"), Unit(id=50, code="Y", name="Dưới", kind="xã")],
        )
        await connection.execute(update(t.units).where(t.units.c.id == 50).values(parent_id=99))
    return office


@pytest.fixture
async def source(living: SmallOffice, url: str) -> AsyncIterator[Database]:
    """The living office's database, as whoever copies it opens it."""
    async with open_database(url, overhaul=True) as database:
        yield database


async def everything(database: Database) -> dict[str, list[str]]:
    async with database.reading() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in await connection.execute(select(table)))
            for table in t.metadata.sorted_tables
        }


async def test_all_is_copied_and_told(living: SmallOffice, source: Database, other: Database) -> None:
    told: list[tuple[int, int]] = []
    copied = await copy_database(source, other, lambda done, total: told.append((done, total)))
    assert await everything(other) == await everything(living.database)
    assert {each.table for each in copied} == set(t.metadata.tables)
    rows = sum(each.rows for each in copied)
    assert told[-1] == (rows, rows)


async def test_the_copy_lives_on(living: SmallOffice, source: Database, other_url: str) -> None:
    async with open_database(other_url, overhaul=True) as target:
        await copy_database(source, target, lambda *_: None)
    async with open_database(other_url) as database:
        turns = OfficeTurns(office=replace(living, database=database, shelf=FormShelf()))
        await turns.take(incoming("x:1", CHATS[HOA], Typed("420")))
        assert [value for _, value in await turns.answers(NAM_TUAN.id)] == ["431", "427", "420"]
        async with database.writing() as connection:
            await connection.execute(t.people.insert().values(name="Mới"))


async def test_an_id_that_was_given_is_not_given_again_by_the_copy(
    living: SmallOffice, source: Database, other: Database
) -> None:
    highest = select(func.max(t.answers.c.id))
    async with living.database.writing() as connection:
        given = (await connection.execute(highest)).scalar_one()
        await connection.execute(delete(t.answers).where(t.answers.c.id == given))
    await copy_database(source, other, lambda *_: None)
    async with other.writing() as connection:
        report_id = living.this_year[NAM_TUAN.id]
        answer = {"report_id": report_id, "path": "/data/a", "value": "1", "at": NOW + timedelta(days=1)}
        added = await connection.execute(t.answers.insert().values(answer).returning(t.answers.c.id))
        assert added.scalar_one() == given + 1


async def test_a_database_that_holds_anything_is_not_copied_into(
    living: SmallOffice, source: Database, other: Database
) -> None:
    async with other.writing() as connection:
        await connection.execute(t.updates.insert().values(key="telegram:1", at=NOW))
    with pytest.raises(NotEmpty, match="updates"):
        await copy_database(source, other, lambda *_: None)


async def test_a_copy_that_differs_is_thrown_away(
    living: SmallOffice, source: Database, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = storage.maintenance.copy._go_on_after

    async def spoil(connection: object, table: object, last_id: int) -> None:
        await real(connection, table, last_id)  # type: ignore[arg-type]  # passed on as they came
        if table is t.answers:
            await connection.execute(update(t.answers).values(at=NOW + timedelta(seconds=1)))  # type: ignore[attr-defined]  # the connection it is given

    monkeypatch.setattr(storage.maintenance.copy, "_go_on_after", spoil)
    with pytest.raises(CopyDiffers):
        await copy_database(source, other, lambda *_: None)
    assert not any((await everything(other)).values())


async def test_what_is_written_meanwhile_is_not_half_copied(
    living: SmallOffice, source: Database, other: Database
) -> None:
    before = await everything(living.database)
    tasks: list[asyncio.Task[None]] = []

    def told(_done: int, _total: int) -> None:
        if not tasks:
            tasks.append(
                asyncio.create_task(
                    OfficeTurns(office=living).take(incoming("x:1", CHATS[HOA], Typed("420")))
                )
            )

    await copy_database(source, other, told)
    await asyncio.gather(*tasks)
    assert await everything(other) == before
    assert await everything(living.database) != before
