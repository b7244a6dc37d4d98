"""Databases that earlier versions of the program left behind, written by those versions themselves.

`earlier/<revision>.json` holds the rows of a small office: Hoa at the second question of her report, Minh asked
there which of three answers his 'ko' was, Son with the notice before him, Thu with an overview; and what was waiting
to be sent. The form's workbook is the same in all of them. `sessions.jsonl` and `deliveries.jsonl` hold one of each
kind of state and of order that any of them wrote.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from storage.database import schema as t
from storage.database.database import Database, _engine
from storage.database.sqlite_types import UtcMoment

FOLDER = Path(__file__).parents[1] / "contracts" / "earlier"
REVISIONS = sorted(file.stem for file in FOLDER.glob("*.json"))

Rows = Sequence[Mapping[str, Any]]


async def leave_behind(url: str, revision: str) -> Mapping[str, Rows]:
    """Have an empty database be as the version of that schema left it; returns its rows by table."""
    tables = earlier(revision)
    engine = _engine(url, overhaul=True)
    try:
        async with Database(engine).writing() as connection:
            await connection.run_sync(_upgrade, revision)
            for name, rows in tables.items():
                await connection.execute(_table(name, rows).insert(), list(rows))
                if connection.dialect.name == "postgresql" and "id" in rows[0]:
                    highest = max(row["id"] for row in rows)
                    given = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {highest})"
                    await connection.exec_driver_sql(given)
    finally:
        await engine.dispose()
    return tables


def earlier(revision: str) -> dict[str, Rows]:
    """Return the rows of that schema's version by table, those first that others refer to."""
    stored = json.loads((FOLDER / f"{revision}.json").read_text(encoding="utf-8"))
    order = [table.name for table in t.metadata.sorted_tables]
    return {name: [_read(name, row) for row in stored[name]] for name in sorted(stored, key=order.index)}


async def now_there(database: Database, tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return the rows of these tables as they are now, of each the columns that it had then."""
    found: dict[str, Rows] = {}
    async with database.reading() as connection:
        for name, rows in tables.items():
            table = _table(name, rows)
            then = sa.select(*table.c).order_by(*list(table.c)[:2])
            found[name] = [row._asdict() for row in await connection.execute(then)]
    return found


def in_order(tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return the rows in the order in which `now_there` gives them."""
    return {name: sorted(rows, key=lambda row: tuple(row.values())[:2]) for name, rows in tables.items()}


def _table(name: str, rows: Rows) -> sa.TableClause:
    return sa.table(name, *(sa.column(column, _type(name, column)) for column in rows[0]))


def _type(table: str, column: str) -> sa.types.TypeEngine[Any]:
    return t.metadata.tables[table].c[column].type


def _read(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: _value(_type(table, column), value) for column, value in row.items()}


def _value(kind: sa.types.TypeEngine[Any], value: Any) -> Any:  # noqa: ANN401 -- a column's value, whatever it is
    """Return what SQLite keeps as a text or a number as what it is."""
    if isinstance(kind, sa.LargeBinary):
        return (FOLDER / "form.xlsx").read_bytes()
    if value is None:
        return None
    match kind:
        case UtcMoment():
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        case sa.Date():
            return date.fromisoformat(value)
        case sa.Boolean():
            return bool(value)
        case sa.JSON():
            return json.loads(value)
        case _:
            return value


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(files("storage").joinpath("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
