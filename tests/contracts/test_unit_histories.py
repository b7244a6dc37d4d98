"""The register on the database says what the register in memory says, whatever happens to units."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.units.history import Register
from storage.database import schema as t
from storage.database.database import Database, open_database
from storage.units.history import load_ancestry, load_register, store_register
from storage.units.tree import load_unit_paths, load_units_below
from tests.support.unit_histories import FIRST, LAST, History, histories

slowly = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@asynccontextmanager
async def stored(database: Database, history: History) -> AsyncIterator[AsyncConnection]:
    """Store a history event by event, and forget it after the block."""
    async with database.writing() as connection, connection.begin_nested() as savepoint:
        before = Register()
        for after in (history.first, *(became for _, became in history.events)):
            await store_register(connection, before, after)
            before = after
        yield connection
        await savepoint.rollback()


def check(url: str, history: History, day: date) -> None:
    async def run() -> None:
        async with open_database(url) as database, stored(database, history) as connection:
            await compare(connection, history.last, day)

    asyncio.run(run())


async def compare(connection: AsyncConnection, register: Register, day: date) -> None:
    ids = [life.id for life in register]
    loaded = await load_register(connection)
    assert list(loaded) == sorted(register, key=lambda life: life.id)
    assert set(loaded.successions) == set(register.successions)
    newest = {row.id: (row.name, row.parent_id) for row in await connection.execute(select(t.units))}
    assert newest == {life.id: (life.newest.name, life.newest.parent_id) for life in register}
    paths = await load_unit_paths(connection, ids)
    assert {each: set(path) for each, path in paths.items()} == {
        each: set(register.responsible(each)) for each in ids
    }
    assert all(path[0] == each for each, path in paths.items())
    assert await load_units_below(connection, ids, day) == {each: register.below(each, day) for each in ids}
    ancestry = await load_ancestry(connection, ids)
    assert {each: ancestry.lineage(each, day) for each in ids} == {
        each: register.lineage(each, day) for each in ids
    }


@slowly
@given(history=histories(), day=st.dates(FIRST, LAST))
def test_the_database_says_what_the_register_says(url: str, history: History, day: date) -> None:
    check(url, history, day)
