"""SQLite's tables made strict: a column then holds what its type says, as on PostgreSQL.

Migrations make ordinary tables, the same for both databases; whatever they leave is rebuilt here, as
https://www.sqlite.org/lang_altertable.html says it must be done. It is done once, in the migrations' transaction.
"""

import sqlite3

from sqlalchemy import Connection, Table
from sqlalchemy.schema import CreateIndex, CreateTable

from storage.schema import metadata

_KNOWN_SINCE = (3, 37)  # of SQLite's versions; an older one goes on with ordinary tables


def make_strict(connection: Connection) -> None:
    """Rebuild the tables that are not strict yet; foreign keys must not be enforced on the connection."""
    if tables := loose(connection):
        # Else the foreign keys of other tables would follow the old table to its new name.
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
    """Have ids go on after the highest that was ever given, though its row may be gone."""
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (new,))
    connection.exec_driver_sql(
        "INSERT INTO sqlite_sequence (name, seq) SELECT ?, seq FROM sqlite_sequence WHERE name = ?",
        (new, old),
    )
