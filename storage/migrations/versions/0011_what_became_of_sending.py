"""How many parts of a message went, since when its channel fails, and until when it is worth trying."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("parts", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("outbox", sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("until", sa.DateTime(timezone=True), nullable=True))
    strange = sa.text("state = 'queued' AND priority = 3")
    op.create_index("ix_outbox_strangers", "outbox", ["id"], sqlite_where=strange, postgresql_where=strange)
