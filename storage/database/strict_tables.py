"""Converts SQLite tables to STRICT tables, so that each column enforces its type as on PostgreSQL.

The migrations create ordinary tables for both databases. This module rebuilds them once, in the migrations'
transaction, by the procedure of https://www.sqlite.org/lang_altertable.html.
"""

import sqlite3

from sqlalchemy import Connection, Table
from sqlalchemy.schema import CreateIndex, CreateTable

from storage.database.schema import metadata

_KNOWN_SINCE = (3, 37)  # SQLite version; an older one keeps ordinary tables


def make_strict(connection: Connection) -> None:
    """Rebuild the tables that are not strict yet. Foreign keys must be off on the connection."""
    if tables := loose(connection):
        # Otherwise the rename would redirect the foreign keys of other tables to the old table.
        connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")
        for table in tables:
            _rebuild(connection, table)
        connection.exec_driver_sql("PRAGMA legacy_alter_table = OFF")


def loose(connection: Connection) -> list[Table]:
    """Return our tables that are not strict yet and could be."""
    if sqlite3.sqlite_version_info < _KNOWN_SINCE:
        return []
    listed = connection.exec_driver_sql("PRAGMA table_list").all()
    names = {row.name for row in listed if not row.strict}
    return [table for table in metadata.sorted_tables if table.name in names]


def _rebuild(connection: Connection, table: Table) -> None:
    old = f"{table.name}_before"
    triggers = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (table.name,)
    ).all()
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    connection.exec_driver_sql(f'ALTER TABLE "{table.name}" RENAME TO "{old}"')
    connection.execute(CreateTable(table))
    connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM "{old}"')  # noqa: S608 -- names of our own schema
    if table.dialect_options["sqlite"]["autoincrement"]:
        _carry_sequence(connection, old, table.name)
    connection.exec_driver_sql(f'DROP TABLE "{old}"')
    for index in sorted(table.indexes, key=lambda each: each.name or ""):
        connection.execute(CreateIndex(index))
    for trigger in triggers:
        connection.exec_driver_sql(trigger.sql)


def _carry_sequence(connection: Connection, old: str, new: str) -> None:
    """Carry the AUTOINCREMENT counter over, so that the ids of deleted rows are not reused."""
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (new,))
    connection.exec_driver_sql(
        "INSERT INTO sqlite_sequence (name, seq) SELECT ?, seq FROM sqlite_sequence WHERE name = ?",
        (new, old),
    )
