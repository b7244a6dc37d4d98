"""Column types and table metadata that behave alike on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import JSON, Boolean, Date, DateTime, Dialect, MetaData, Table, TypeDecorator, event
from sqlalchemy.ext.compiler import compiles


def real_now() -> datetime:
    """Return the real time in UTC. The office's clock, which tests and demos move, does not affect it."""
    return datetime.now(UTC)


class UtcMoment(TypeDecorator[datetime]):
    """A timestamp: timezone-aware in Python, UTC in the database (SQLite has no time zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; raises ValueError for a naive timestamp."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone: {value}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the timestamp with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def strict_metadata() -> MetaData:
    """Return the tables' metadata.

    On SQLite the tables are STRICT: they reject values of a wrong type, as PostgreSQL does.

    See storage/database/strict_tables.py for tables that exist already.
    """
    metadata = MetaData(naming_convention=_NAMES)

    def declare(table: Table, parent: object) -> None:
        if parent is metadata:
            table.dialect_options["sqlite"]["strict"] = True

    event.listen(Table, "after_parent_attach", declare)
    return metadata


METADATA = strict_metadata()
"""The metadata of all tables; storage/database/schema.py lists them."""


def _kept_as(kind: str) -> Callable[..., str]:
    return lambda *_type_and_compiler, **_options: kind


# STRICT tables accept only these type names. The stored values are the same.
for _type, _kind in ((Boolean, "INTEGER"), (Date, "TEXT"), (DateTime, "TEXT"), (JSON, "TEXT")):
    compiles(_type, "sqlite")(_kept_as(_kind))
