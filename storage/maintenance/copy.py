"""Copies a whole database into an empty one of either dialect: one read snapshot, one verified write transaction."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.database import Database, StorageError
from storage.database.schema import metadata

CHUNK = 1000  # rows per read and write

Row = Mapping[str, Any]


class NotEmpty(StorageError):
    """The target database is not empty."""


class CopyDiffers(StorageError):
    """The rows read back from the target differ from the source. Nothing was committed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A table's content summary: its row count and the sum of its row hashes, independent of the order."""

    table: str
    rows: int
    checksum: int


async def copy_database(
    source: Database, target: Database, told: Callable[[int, int], None]
) -> tuple[Content, ...]:
    """Copy all tables and return their summaries, equal on both sides; `told` receives rows done and the total.

    The copy is atomic. Raises NotEmpty and CopyDiffers.
    """
    async with source.reading() as read, target.writing() as write:
        for table in metadata.sorted_tables:
            if await _count(write, table):
                raise NotEmpty(table.name)
        total, done = sum([await _count(read, table) for table in metadata.sorted_tables]), 0
        for table in metadata.sorted_tables:
            async for rows in _chunks(read, table):
                await write.execute(table.insert(), rows)
                done += len(rows)
                told(done, total)
            await _go_on_after(write, table, await _last_id(read, table))
        copied = [await _content(write, table) for table in metadata.sorted_tables]
        if copied != [await _content(read, table) for table in metadata.sorted_tables]:
            raise CopyDiffers
    return tuple(copied)


async def _count(connection: AsyncConnection, table: Table) -> int:
    return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def _chunks(connection: AsyncConnection, table: Table) -> AsyncIterator[list[Row]]:
    links = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    found = await connection.stream(select(table), execution_options={"yield_per": CHUNK})
    if links:
        (key,) = (column.name for column in table.primary_key)
        for chunk in _parents_first([row._asdict() async for row in found], key, links):
            yield chunk
    else:
        async for partition in found.partitions():
            yield [row._asdict() for row in partition]


def _parents_first(rows: Iterable[Row], key: str, links: Iterable[str]) -> Iterator[list[Row]]:
    """Yield rows in an order in which each follows the rows of the same table that it references."""
    waiting, written = list(rows), {None}
    while waiting:
        ready = [row for row in waiting if all(row[link] in written for link in links)]
        if not ready:  # a reference cycle or a missing parent: the database's foreign keys will report it
            ready = waiting
        written.update(row[key] for row in ready)
        waiting = [row for row in waiting if row[key] not in written]
        yield from (ready[start : start + CHUNK] for start in range(0, len(ready), CHUNK))


async def _content(connection: AsyncConnection, table: Table) -> Content:
    rows = checksum = 0
    async for row in await connection.stream(select(table), execution_options={"yield_per": CHUNK}):
        rows += 1
        checksum += int.from_bytes(sha256(repr(tuple(row)).encode()).digest())
    return Content(table=table.name, rows=rows, checksum=checksum % 2**256)


async def _last_id(connection: AsyncConnection, table: Table) -> int:
    """Return the highest id that the table ever assigned, or 0 if the table assigns none."""
    column = table.autoincrement_column
    if column is None:
        return 0
    remembered = None
    if connection.dialect.name == "postgresql":
        sequence = await _sequence(connection, table)
        remembered = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"  # noqa: S608 -- a name from the server's catalogue
    elif table.dialect_options["sqlite"]["autoincrement"]:
        remembered = f"SELECT seq FROM sqlite_sequence WHERE name = '{table.name}'"  # noqa: S608 -- a name of our own schema
    given = (await connection.exec_driver_sql(remembered)).scalar() if remembered else 0
    highest = (await connection.execute(select(func.max(column)))).scalar_one()
    return max(given or 0, highest or 0)


async def _go_on_after(connection: AsyncConnection, table: Table, last_id: int) -> None:
    """Set the table's id counter, so that the next id is above the last assigned one."""
    if not last_id:
        return
    if connection.dialect.name == "postgresql":
        sequence = await _sequence(connection, table)
        await connection.exec_driver_sql(f"SELECT setval('{sequence}', {last_id})")
    elif table.dialect_options["sqlite"]["autoincrement"]:
        forget = f"DELETE FROM sqlite_sequence WHERE name = '{table.name}'"  # noqa: S608 -- a name of our own schema
        await connection.exec_driver_sql(forget)
        await connection.exec_driver_sql(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table.name, last_id)
        )


async def _sequence(connection: AsyncConnection, table: Table) -> str:
    found = select(func.pg_get_serial_sequence(table.name, table.autoincrement_column.name))  # type: ignore[union-attr]  # asked only of tables that have one
    return str((await connection.execute(found)).scalar_one())
