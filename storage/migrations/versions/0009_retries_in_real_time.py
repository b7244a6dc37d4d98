"""When what failed is tried again: in real time, apart from when it is due by the office's clock."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True))
    waits = sa.text("state = 'queued' AND retry_at IS NOT NULL")
    op.create_index("ix_outbox_retried", "outbox", ["retry_at"], sqlite_where=waits, postgresql_where=waits)
