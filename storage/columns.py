"""What a column holds, and how each database keeps it."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import JSON, Boolean, Date, DateTime, Dialect, MetaData, Table, TypeDecorator, event
from sqlalchemy.ext.compiler import compiles


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database (SQLite has no zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time rather than guess its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone: {value}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


def declare_strict(metadata: MetaData) -> None:
    """Have SQLite's tables refuse what is not of a column's type, as PostgreSQL does; see storage/strictness.py."""

    def declare(table: Table, parent: object) -> None:
        if parent is metadata:
            table.dialect_options["sqlite"]["strict"] = True

    event.listen(Table, "after_parent_attach", declare)


def _kept_as(kind: str) -> Callable[..., str]:
    return lambda *_type_and_compiler, **_options: kind


# SQLite's strict tables know these names of types only; what is kept under them is the same.
for _type, _kind in ((Boolean, "INTEGER"), (Date, "TEXT"), (DateTime, "TEXT"), (JSON, "TEXT")):
    compiles(_type, "sqlite")(_kept_as(_kind))
