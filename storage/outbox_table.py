"""The outbox's table: what is to be sent, when, and how it went."""

from sqlalchemy import Column, Index, Integer, Table, Text, text

from storage.columns import METADATA
from storage.moment import Moment

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("delivery", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'queued'")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("parts", Integer, nullable=False, server_default=text("0")),
    Column("failing_since", Moment),
    Column("until", Moment),
    Column("settled_at", Moment),
    Column("message", Text),
    Column("error", Text),
    Column("retry_at", Moment),
    Index(
        "ix_outbox_queued",
        "due_at",
        "priority",
        "id",
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "ix_outbox_strangers",
        "id",
        sqlite_where=text("state = 'queued' AND priority = 3"),
        postgresql_where=text("state = 'queued' AND priority = 3"),
    ),
    Index(
        "ix_outbox_retried",
        "retry_at",
        sqlite_where=text("state = 'queued' AND retry_at IS NOT NULL"),
        postgresql_where=text("state = 'queued' AND retry_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)
