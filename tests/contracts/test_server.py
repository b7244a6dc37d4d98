"""PostgreSQL's own failures: refused at the start with one line, known as outages or clashes while it runs."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import exc, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

import storage.database.postgresql
from storage.database import schema as t
from storage.database.database import OUTAGES, Database, UnreachableServer, open_database
from storage.database.postgresql import Clash
from tests.support.postgres import PostgresServer


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    async with open_database(postgres_url) as database:
        yield database


async def refused(url: str) -> str:
    with pytest.raises(UnreachableServer) as error:
        async with open_database(url):
            pass
    return str(error.value)


async def test_a_server_that_does_not_answer_is_refused(unused_tcp_port: int) -> None:
    said = await refused(f"postgresql+asyncpg://baocao:geheim@127.0.0.1:{unused_tcp_port}/baocao")
    assert str(unused_tcp_port) in said
    assert "geheim" not in said


async def test_a_database_that_the_server_does_not_have_is_refused(postgres: PostgresServer) -> None:
    assert 'database "nowhere" does not exist' in await refused(postgres.url("nowhere"))


async def test_an_old_server_is_refused(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.database.postgresql, "OLDEST", 99)
    assert "too old, 99 or newer is needed" in await refused(postgres_url)


async def test_a_database_that_cannot_hold_vietnamese_is_refused(postgres: PostgresServer) -> None:
    async with postgres.administered() as server:
        await server.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        try:
            assert "encoding is LATIN1, UTF8 is needed" in await refused(postgres.url("latin"))
        finally:
            await server.execute("DROP DATABASE latin WITH (FORCE)")


async def cut(database: Database, *, but_for: int = 0) -> None:
    """Have the server end all connections to the database, as when it is restarted."""
    async with database.reading() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), :spared)"
            ),
            {"spared": but_for},
        )


@pytest.mark.parametrize("more", ["Minh", None], ids=["in its middle", "before its commit"])
async def test_a_transaction_cut_is_an_outage_that_leaves_nothing(
    database: Database, more: str | None
) -> None:
    async def write() -> None:
        async with database.writing() as connection:
            await connection.execute(t.people.insert().values(name="Hoa"))
            await cut(database)
            if more:
                await connection.execute(t.people.insert().values(name=more))

    with pytest.raises(OUTAGES):
        await write()
    async with database.reading() as connection:
        assert (await connection.execute(select(t.people))).all() == []


async def test_connections_cut_while_nobody_used_them_are_made_anew(database: Database) -> None:
    async with database.reading() as one, database.reading() as other:
        await one.execute(select(t.people))
        await other.execute(select(t.people))
    async with database.writing() as connection:
        pid = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        await cut(database, but_for=pid)
        await connection.execute(t.people.insert().values(name="Hoa"))
    for _ in range(4):
        async with database.reading() as one, database.reading() as other:
            assert len((await one.execute(select(t.people))).all()) == 1
            assert len((await other.execute(select(t.people))).all()) == 1


async def test_of_two_transactions_that_wait_for_each_other_one_is_given_up_and_run_again(
    database: Database,
) -> None:
    async with database.writing() as connection:
        for name in ("Hoa", "Minh"):
            await connection.execute(t.people.insert().values(name=name))
    clashes: list[Clash] = []
    both_hold_one = asyncio.Barrier(2)

    async def rename(connection: AsyncConnection, person_id: int) -> None:
        await connection.execute(
            update(t.people).where(t.people.c.id == person_id).values(name=t.people.c.name + "!")
        )

    async def rename_both(first: int, second: int) -> None:
        async with database.writing() as connection:
            await rename(connection, first)
            if not clashes:
                await both_hold_one.wait()
            await rename(connection, second)

    async def insist(first: int, second: int) -> None:
        try:
            await rename_both(first, second)
        except Clash as clash:
            clashes.append(clash)
            await rename_both(first, second)

    await asyncio.gather(insist(1, 2), insist(2, 1))
    assert len(clashes) == 1
    async with database.reading() as connection:
        rows = await connection.execute(select(t.people.c.name).order_by(t.people.c.id))
        assert [row.name for row in rows] == ["Hoa!!", "Minh!!"]


@pytest.mark.parametrize("name", ["\ud800", "Hoa\x00"])
async def test_text_that_the_server_cannot_hold_is_no_outage(database: Database, name: str) -> None:
    with pytest.raises(exc.DBAPIError) as refused:
        async with database.writing() as connection:
            await connection.execute(t.people.insert().values(name=name))
    assert not isinstance(refused.value, OUTAGES)
