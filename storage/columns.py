"""SQLite's tables and columns as they are declared: strict, with the five names of types that it knows then."""

from collections.abc import Callable

from sqlalchemy import JSON, Boolean, Date, DateTime, MetaData, Table, event
from sqlalchemy.ext.compiler import compiles

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def strict_metadata() -> MetaData:
    """Return what tables are declared in: on SQLite they refuse what is not of a column's type, as PostgreSQL does.

    See storage/strictness.py for tables that are there already.
    """
    metadata = MetaData(naming_convention=_NAMES)

    def declare(table: Table, parent: object) -> None:
        if parent is metadata:
            table.dialect_options["sqlite"]["strict"] = True

    event.listen(Table, "after_parent_attach", declare)
    return metadata


METADATA = strict_metadata()
"""What all tables are declared in; storage/schema.py lists them."""


def _kept_as(kind: str) -> Callable[..., str]:
    return lambda *_type_and_compiler, **_options: kind


# SQLite's strict tables know these names of types only; what is kept under them is the same.
for _type, _kind in ((Boolean, "INTEGER"), (Date, "TEXT"), (DateTime, "TEXT"), (JSON, "TEXT")):
    compiles(_type, "sqlite")(_kept_as(_kind))
